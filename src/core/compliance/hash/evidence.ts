import { toIso } from '../../kernel/clock.ts';
import { otherHash } from '../../observe/constitutional-hash.ts';
import type { Evidence, Item } from '../assessment.ts';

/** One place that was looked at for the constitutional hash. */
export interface Seen {
  /** In the operator's words: `http-header`, `config map mlops-config, key constitutional_hash`. */
  source: string;
  /** Null when there is none, or nobody could see it. */
  observed: string | null;
  /** Epoch milliseconds; null when it was never seen. */
  observedAt: number | null;
  /** Why it counts neither way, although it was to be seen; null when it counts. */
  unverified?: string | null;
  /** How many rows, objects or pods. */
  count?: number;
  /** More than what was shown: which pods, which tables. */
  which?: string;
  changedBy?: { name: string; at: number } | null;
}

/** What a place comes to: right, wrong, or neither where it shows nothing or cannot speak for the present. */
export function evidenceOf(seen: Seen, expected: string): Evidence {
  const { source, observed, observedAt, unverified = null, count = 1, which, changedBy = null } = seen;
  const value = unverified !== null || observed === null ? null : Number(observed === expected);
  return {
    ...{ source, expected, observed, value, count },
    observedAt: observedAt === null ? null : toIso(observedAt),
    says: unverified ?? sentence(observed, expected, which),
    changedBy: changedBy && { who: changedBy.name, at: toIso(changedBy.at) },
  };
}

function sentence(observed: string | null, expected: string, which: string | undefined): string {
  const more = which === undefined ? '' : `: ${which}`;
  if (observed === null) return `shows no constitutional hash${more}`;
  if (observed === expected) return `shows ${expected}`;
  return `shows ${otherHash(observed, expected)} instead of ${expected}${more}`;
}

/**
 * A component from everything that was seen of it: one wrong place makes it wrong, one that says nothing leaves it
 * open, and only when every place is right it is.
 *
 * @param missing what to say of it when nothing was seen
 */
export function componentOf(
  { id, title }: { id: string; title: string },
  evidence: Evidence[],
  missing: string,
): Item {
  const wrong = evidence.filter(({ value }) => value === 0);
  const open = evidence.filter(({ value }) => value === null);
  const value = wrong.length > 0 ? 0 : open.length > 0 || evidence.length === 0 ? null : 1;
  const telling = wrong.length > 0 ? wrong : open;
  const [first] = telling;
  const more = telling.length > 1 ? ` (and ${telling.length - 1} more)` : '';
  const says = first === undefined ? missing : `${first.source} ${first.says}${more}`;
  return { id, title, weight: 1, value, counts: value, says: value === 1 ? null : says, evidence };
}
