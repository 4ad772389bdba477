import { open } from 'node:fs/promises';
import { toIso } from '../../../kernel/clock.ts';

/** What a compliance log may grow to: as it is, all of it about violations, without a line end, and of line ends alone. */
export const LOG_KINDS = ['lines', 'violations', 'one-line', 'line-ends'] as const;
export type LogKind = (typeof LOG_KINDS)[number];

const PIECE_BYTES = 1_048_576;
const LINES_AT_ONCE = 8000;
/** One line in so many is about a violation. */
const VIOLATION_EVERY = 100;
/** Kinds of violations that a look may tell of are fewer. */
const COMPONENTS = 70_000;

/** What was written. */
export interface LargeLog {
  lines: number;
  /** Of them about a violation. */
  violations: number;
  bytes: number;
}

/**
 * Writes a log of at least so many bytes.
 *
 * @param startsAt of its first line, epoch milliseconds; each further one is `msPerLine` later
 */
export async function writeLargeLog(
  path: string,
  options: { kind: LogKind; bytes: number; startsAt: number; msPerLine: number },
): Promise<LargeLog> {
  const { kind, startsAt, msPerLine } = options;
  const file = await open(path, 'w');
  const log: LargeLog = { lines: 0, violations: 0, bytes: 0 };
  const lineNow = (): string => {
    const isViolation = kind === 'violations' || log.lines % VIOLATION_EVERY === 0;
    const at = toIso(startsAt + log.lines * msPerLine);
    const what = isViolation ? violation(log.lines) : 'INFO: validated, score=0.97';
    log.violations += Number(isViolation);
    log.lines += 1;
    return `[${at}] ${what} request=${log.lines} took 12 ms\n`;
  };
  const pieceNow = (): string => {
    if (kind === 'one-line') return 'x'.repeat(PIECE_BYTES);
    if (kind === 'line-ends') return '\n'.repeat(PIECE_BYTES);
    return Array.from({ length: LINES_AT_ONCE }, lineNow).join('');
  };
  try {
    while (log.bytes < options.bytes) log.bytes += (await file.write(pieceNow())).bytesWritten;
  } finally {
    await file.close();
  }
  return log;
}

function violation(index: number): string {
  return `CRITICAL: compliance_violation component=service-${index % COMPONENTS} rule=rule-${index % 90}`;
}
