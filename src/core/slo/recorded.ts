import type { Points } from '../store/samples/index.ts';
import type { Requests } from './budget.ts';

/** What was recorded of requests, minute by minute, and summed up so that any stretch up to now costs two look-ups. */
export interface RecordedRequests {
  /** The requests of the last so many milliseconds; null when none were recorded. */
  within(ms: number): Requests | null;
  /** Those up to a moment, of all that was recorded. */
  upTo(time: number): Requests;
  /** The newest minute at or before a moment; null when there is none. */
  lastBefore(time: number): number | null;
  /** Of the oldest and the newest minute, epoch milliseconds; null when nothing was recorded. */
  firstAt: number | null;
  lastAt: number | null;
}

const MINUTE_MS = 60_000;

/** @param total, bad requests per second at each minute up to `at`, epoch milliseconds; a minute without bad ones has none. */
export function recordedRequests(total: Points, bad: Points, at: number): RecordedRequests {
  const times: number[] = [];
  const totals = [0];
  const bads = [0];
  let place = 0;
  for (let index = 0; index < total.length; index += 1) {
    const time = total.times[index] ?? 0;
    const perSecond = total.values[index] ?? Number.NaN;
    while (place < bad.length && (bad.times[place] ?? 0) < time) place += 1;
    if (!Number.isFinite(perSecond)) continue;
    const isSame = place < bad.length && bad.times[place] === time;
    const badPerSecond = isSame ? (bad.values[place] ?? 0) : 0;
    // Evaluations that came late are further apart than a minute; a gap is no time with requests.
    const next = total.times[index + 1] ?? time + MINUTE_MS;
    const seconds = Math.min(MINUTE_MS, next - time) / 1000;
    totals.push((totals.at(-1) ?? 0) + perSecond * seconds);
    bads.push((bads.at(-1) ?? 0) + (Number.isFinite(badPerSecond) ? badPerSecond * seconds : 0));
    times.push(time);
  }
  return {
    within(ms) {
      const first = firstAfter(times, at - ms);
      if (first === times.length) return null;
      return {
        total: (totals.at(-1) ?? 0) - (totals[first] ?? 0),
        bad: (bads.at(-1) ?? 0) - (bads[first] ?? 0),
      };
    },
    upTo(time) {
      const first = firstAfter(times, time);
      return { total: totals[first] ?? 0, bad: bads[first] ?? 0 };
    },
    lastBefore: (time) => times[firstAfter(times, time) - 1] ?? null,
    firstAt: times.at(0) ?? null,
    lastAt: times.at(-1) ?? null,
  };
}

/** The place of the first time after `at`; as many as there are when none is. */
function firstAfter(times: readonly number[], at: number): number {
  let [from, to] = [0, times.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((times[middle] ?? 0) > at) to = middle;
    else from = middle + 1;
  }
  return from;
}
