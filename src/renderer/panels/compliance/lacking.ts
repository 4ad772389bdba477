import type { AssessmentEvidence, ComplianceHeadline, CompliancePart } from '../../../contract/compliance.ts';
import type { Level } from '../../../contract/health.ts';
import { levelOfCount } from './levels.ts';
import { itemsOf } from './use-evidence.ts';
import { said } from './words.ts';

/** What counts less than it could: an item of a part, or a whole part of which nothing is known. */
export interface Lack {
  id: string;
  part: CompliancePart;
  /** Null is the whole part. */
  item: string | null;
  level: Level;
  says: string;
}

const ORDER = { critical: 0, warning: 1, unknown: 2, good: 3 } as const;

/** The worst first. */
export function lackingOf(
  { parts }: Pick<ComplianceHeadline, 'parts'>,
  evidence: AssessmentEvidence | null,
): Lack[] {
  return parts
    .flatMap((part) => lackingOfPart(part, evidence))
    .filter(({ level }) => level !== 'good')
    .toSorted((a, b) => ORDER[a.level] - ORDER[b.level]);
}

function lackingOfPart(part: CompliancePart, evidence: AssessmentEvidence | null): Lack[] {
  const items = itemsOf(evidence, part.id)?.items ?? [];
  if (items.length === 0 && part.state === 'unknown') {
    const says = said(part.problem ?? 'nothing is known of it');
    return [{ id: part.id, part, item: null, level: 'unknown', says }];
  }
  return items.map(({ id, title, counts, says }) => ({
    id: `${part.id} ${id}`,
    part,
    item: title,
    level: levelOfCount(counts, part),
    says: said(says ?? (counts === null ? 'nothing is known of it' : 'counts less than it could')),
  }));
}
