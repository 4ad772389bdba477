import type { RecordedRequests } from './recorded.ts';

/** What was left of the error budget over the time that is recorded of it. */
export interface BurnDown {
  /** From the first recorded minute to the moment it is about, epoch milliseconds. */
  from: number;
  to: number;
  /** Time and share of the budget that was left by then; null where no request was recorded. */
  points: (readonly [at: number, left: number | null])[];
}

/** Minutes are recorded; one that came late is no gap. */
const LEAST_BUCKET_MS = 60_000;
const LATE_MS = 3 * LEAST_BUCKET_MS;

/**
 * The budget is that of all requests up to now: the course ends at what is left of it, and a service that uses it up
 * evenly follows the straight line from all of it to nothing.
 *
 * @param most points, at least 1
 */
export function burnDownOf(
  objective: number,
  requests: RecordedRequests,
  { at, most }: { at: number; most: number },
): BurnDown | null {
  const allowed = requests.upTo(at).total * (1 - objective);
  if (requests.firstAt === null || allowed <= 0) return null;
  const from = requests.firstAt - LEAST_BUCKET_MS;
  const bucketMs = Math.max(LEAST_BUCKET_MS, (at - from) / most);
  const points: BurnDown['points'] = [[from, 1]];
  for (let time = from + bucketMs; time < at + bucketMs; time += bucketMs) {
    const end = Math.min(time, at);
    const last = requests.lastBefore(end);
    const isKnown = last !== null && end - last < Math.max(bucketMs, LATE_MS);
    points.push([Math.round(end), isKnown ? 1 - requests.upTo(end).bad / allowed : null]);
  }
  return { from, to: at, points };
}
