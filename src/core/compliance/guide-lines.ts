import { percent } from '../kernel/percent.ts';
import type { Assessment, Part } from './assessment.ts';
import { MARKS } from './lines.ts';

/** The lines of the deployment guide, where they are true. */
const GUIDE: Record<Part['id'], (part: Part) => string> = {
  hash: () => 'Hash integrity: 100% components verified',
  compliance: ({ target }) => `Compliance scoring: >${percent(target)} achieved`,
  audit: ({ target }) => `Audit trail coverage: >${percent(target)} operations tracked`,
  dgm: ({ target }) => `DGM safety patterns: >${percent(target)} effectiveness`,
  governance: ({ says }) => `Governance: ${says}`,
};

/** What the guide has its validation print where all is well, and what is so where it is not. */
export function guideLines({ parts, expectedHash }: Pick<Assessment, 'parts' | 'expectedHash'>): string[] {
  const hash = parts.find(({ id }) => id === 'hash');
  return [`${MARKS[hash?.state ?? 'unknown']} Constitutional Hash: ${expectedHash}`, ...parts.map(guideLine)];
}

export function guideLine(part: Part): string {
  return part.state === 'met'
    ? `${MARKS.met} ${GUIDE[part.id](part)}`
    : `${MARKS[part.state]} ${part.title}: ${part.says}`;
}
