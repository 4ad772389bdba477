import type { AuditCoverage } from '../../journal/audit/coverage.ts';
import type { Item } from '../assessment.ts';
import { actsItem } from './items.ts';

/** What was done through the door: each has to be followed from its intent to its result. */
export function ownItem({
  complete,
  total,
  incomplete,
  observedAt,
  level,
  words,
  ratio,
}: AuditCoverage): Item[] {
  // Entries were lost with a damaged journal: what the rest says of the period cannot be believed.
  if (ratio !== null && ratio === 1 && level === 'unknown') throw new Error(words);
  return actsItem({
    ...{ id: 'own-operations', title: 'Operations of the control center', source: 'journal' },
    audited: complete,
    missing: total - complete,
    listed: incomplete.map(({ summary, actor, at, lacks }) => ({
      ...{ what: summary, who: actor, at: Date.parse(at) },
      lacks: `the journal has no ${lacks.join(' and no ')} of it`,
    })),
    observedAt: Date.parse(observedAt),
  });
}
