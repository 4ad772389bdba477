import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from './faults/catalogue.ts';

/** The compliance log of this production, a file for each day of UTC. */
export interface ComplianceLog {
  /** What names all of its files. */
  pattern: string;
  /** Writes what a fault makes the services complain about, if they do. */
  tell(fault: Fault): Promise<void>;
}

/** Begins the log with a check that passed. */
export async function openComplianceLog(directory: string, now: () => number): Promise<ComplianceLog> {
  const path = () =>
    join(directory, `compliance_${new Date(now()).toISOString().slice(0, 10).replaceAll('-', '')}.log`);
  const line = (level: string, words: string) =>
    `[${new Date(now()).toISOString().slice(0, 19)}Z] ${level}: ${words}\n`;
  await writeFile(path(), line('INFO', 'constitutional compliance check passed'), { mode: 0o600 });
  return {
    pattern: join(directory, 'compliance_*.log'),
    async tell(fault) {
      const words = wordsOf(fault);
      if (words !== null) await appendFile(path(), line('CRITICAL', words), { mode: 0o600 });
    },
  };
}

function wordsOf(fault: Fault): string | null {
  switch (fault.kind) {
    case 'hash-mismatch':
      return `compliance_violation component=${fault.service} rule=hash-validation the answer carries a foreign constitutional hash`;
    case 'compliance-drop':
      return 'compliance_violation component=constitutional-ai rule=compliance-score constitutional compliance fell below critical';
    default:
      return null;
  }
}
