import { toIso } from '../../kernel/clock.ts';
import type { Evidence, Item } from '../assessment.ts';

/** An act that no trail knows. */
export interface MissingAct {
  what: string;
  who: string | null;
  /** Epoch milliseconds. */
  at: number;
  /** What is lacking, in the operator's words. */
  lacks: string;
}

/** More are counted, and not listed one by one. */
const MOST_LISTED = 50;

/** Acts of one kind: one look for all that are audited, one for each that is not. */
export function actsItem(of: {
  id: string;
  title: string;
  source: string;
  audited: number;
  /** How many are missing; the list may be shorter. */
  missing: number;
  listed: readonly MissingAct[];
  observedAt: number;
}): Item[] {
  const { id, title, source, audited, missing } = of;
  const total = audited + missing;
  if (total === 0) return [];
  const about = { source, expected: null, observedAt: toIso(of.observedAt), changedBy: null };
  const shown = of.listed.slice(0, Math.min(MOST_LISTED, missing));
  const rest = missing - shown.length;
  const evidence: Evidence[] = [
    ...shown.map(({ what, who, at, lacks }) => ({
      ...{ ...about, observed: what, value: 0, count: 1 },
      says: `${what}${who === null ? '' : `, by ${who}`}, at ${toIso(at)}: ${lacks}`,
      changedBy: who === null ? null : { who, at: toIso(at) },
    })),
    ...(rest > 0
      ? [{ ...about, observed: null, value: 0, count: rest, says: `and ${rest} more are not audited` }]
      : []),
    ...(audited > 0
      ? [{ ...about, observed: null, value: 1, count: audited, says: `${audited} of ${total} are audited` }]
      : []),
  ];
  const value = audited / total;
  const says = missing === 0 ? null : `${missing} of ${total} ${missing === 1 ? 'is' : 'are'} not audited`;
  return [{ id, title, weight: total, value, counts: value, says, evidence }];
}

export function unknownItem(of: { id: string; title: string; why: string; weight: number }): Item {
  const { id, title, why, weight } = of;
  const evidence: Evidence[] = [
    {
      ...{ source: title, expected: null, observed: null, value: null, count: weight, observedAt: null },
      ...{ says: why, changedBy: null },
    },
  ];
  return { id, title, weight, value: null, counts: null, says: why, evidence };
}
