/** Entries over time. */
export interface Activity {
  /** Epoch milliseconds; both zero when there are none. */
  from: number;
  to: number;
  bucketMs: number;
  /** Start, entries, and how many of them ask to be looked at; empty buckets are left out. */
  buckets: [start: number, entries: number, attention: number][];
  /** Whether all that match were counted, or the newest only. */
  isComplete: boolean;
}

export function emptyActivity(): Activity {
  return { from: 0, to: 0, bucketMs: 0, buckets: [], isComplete: true };
}

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/** Spans that somebody can name, from a second to four weeks. */
const SPANS_MS = [1, 5, 15, 60, 300, 900, HOUR_S, 3 * HOUR_S, 6 * HOUR_S, DAY_S, 7 * DAY_S, 28 * DAY_S].map(
  (seconds) => seconds * 1000,
);

/** The width of a bucket, so that there are at most so many. */
export function spanFor(first: number, last: number, most: number): number {
  return (
    SPANS_MS.find((span) => (last - first) / span < most - 1) ??
    Math.max(1, Math.ceil((last - first) / (most - 1)))
  );
}

/** Counts moments into buckets. */
export function inBuckets(
  times: readonly number[],
  attention: readonly number[],
  most: number,
): Omit<Activity, 'isComplete'> {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const at of times) {
    if (at < first) first = at;
    if (at > last) last = at;
  }
  if (times.length === 0) return emptyActivity();
  const bucketMs = spanFor(first, last, most);
  const counts = new Map<number, [start: number, entries: number, attention: number]>();
  const add = (at: number, column: 1 | 2) => {
    const start = Math.floor(at / bucketMs) * bucketMs;
    const bucket = counts.get(start) ?? [start, 0, 0];
    bucket[column] += 1;
    counts.set(start, bucket);
  };
  for (const at of times) add(at, 1);
  for (const at of attention) add(at, 2);
  const buckets = [...counts.values()].sort((a, b) => a[0] - b[0]);
  return { from: buckets[0]?.[0] ?? 0, to: (buckets.at(-1)?.[0] ?? 0) + bucketMs, bucketMs, buckets };
}
