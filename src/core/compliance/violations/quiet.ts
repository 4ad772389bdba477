import { toIso } from '../../kernel/clock.ts';
import type { StoredViolation } from '../../store/compliance/violations.ts';
import type { Samples } from '../../store/samples/index.ts';
import { COUNTER, countedBy } from './from-counters.ts';

/** What counters or logs told of is over when they have told nothing more of it for so long after it was called fixed. */
export const QUIET_MS = 86_400_000;
/** A counter that nobody read for longer may have risen meanwhile, and begun anew. */
const MOST_GAP_MS = 3_600_000;

/** What has been read of the compliance logs without a gap. */
export interface LogsRead {
  /** From when on, epoch milliseconds. */
  since: number;
  /** When one of them was written to last; null when there are none. */
  writtenAt: number | null;
}

/**
 * What says that a violation has not been seen since it was called fixed, in one sentence without its full stop; null
 * while that cannot be said: it is too soon, or not all was looked at.
 */
export function quietSince(
  violation: StoredViolation,
  fixedAt: number,
  options: { now: number; samples: Pick<Samples, 'series' | 'points'>; logs: LogsRead | null },
): string | null {
  const { now, samples, logs } = options;
  const from = now - QUIET_MS;
  if (fixedAt > from || violation.lastSeenAt > fixedAt) return null;
  const span = `from ${toIso(from)} to ${toIso(now)}`;
  if (violation.source === 'log') {
    // A log that nobody writes says nothing about what became of it.
    const isRead = logs?.writtenAt != null && logs.since <= from && logs.writtenAt > fixedAt;
    return isRead ? `the compliance logs were read ${span} and hold no further line of it` : null;
  }
  if (violation.source !== 'counter') return null;
  const reads = samples
    .series(COUNTER)
    .filter((series) => isCountedBy(violation, countedBy(series.labels)))
    .map((series) => readsWithoutRise(samples.points(series, from, now), { from, now }));
  if (reads.length === 0 || reads.includes(null)) return null;
  const times = Math.min(...reads.map((count) => count ?? 0));
  return `its counter was read ${times} times ${span} and did not rise`;
}

function isCountedBy(
  { component, rule }: Pick<StoredViolation, 'component' | 'rule'>,
  counter: { component: string; rule: string },
): boolean {
  return counter.component === component && counter.rule === rule;
}

/** Null when it rose, began anew, or was not read for too long. */
function readsWithoutRise(
  { times, values, length }: { times: ArrayLike<number>; values: ArrayLike<number>; length: number },
  { from, now }: { from: number; now: number },
): number | null {
  let [reads, lastAt, lastValue] = [0, from, Number.NaN];
  for (let index = 0; index < length; index += 1) {
    const value = values[index] ?? Number.NaN;
    const at = times[index] ?? 0;
    if (!Number.isFinite(value)) continue;
    if (at - lastAt > MOST_GAP_MS || (reads > 0 && value !== lastValue)) return null;
    [reads, lastAt, lastValue] = [reads + 1, at, value];
  }
  return reads === 0 || now - lastAt > MOST_GAP_MS ? null : reads;
}
