import type { Samples } from '../store/samples/index.ts';

/** How much counters rose, and over how long. */
export interface Increases {
  overMs: number;
  /** By name; a counter that is not known is left out. */
  by: Readonly<Record<string, number>>;
  /** Where the earlier counts come from. */
  since: 'record' | 'this look';
}

/** Further back the past says little about now. */
const BACK_MS = 5 * 60_000;
/** What was recorded a moment ago is too near to tell a rate. */
const NEAR_MS = 10_000;

/**
 * How much counters rose since about five minutes ago, from what the probes recorded; null when the record does not
 * reach back or ends before. A counter that was reset counts from there.
 *
 * @param series names of recorded series and the keys to give their increases under
 */
export function recordedIncreases(
  samples: Pick<Samples, 'series' | 'points'>,
  options: {
    series: Readonly<Record<string, string>>;
    labels: Readonly<Record<string, string>>;
    /** What the counters say now, by the same keys. */
    now: Readonly<Record<string, number | null>>;
    at: number;
  },
): Increases | null {
  const { at, labels, now } = options;
  const by: Record<string, number> = {};
  let firstAt: number | null = null;
  for (const [key, name] of Object.entries(options.series)) {
    const current = now[key];
    if (current === null || current === undefined) continue;
    const series = samples
      .series(name)
      .find((one) => Object.entries(labels).every(([label, value]) => one.labels[label] === value));
    if (!series) return null;
    const { times, values, length } = samples.points(series, at - BACK_MS, at);
    let last: number | null = null;
    let rise = 0;
    let begun: number | null = null;
    for (let index = 0; index <= length; index += 1) {
      const value = index < length ? (values[index] ?? Number.NaN) : current;
      if (!Number.isFinite(value)) continue;
      if (last === null) {
        if (index === length) break;
        begun = times[index] ?? at;
      } else rise += value >= last ? value - last : value;
      last = value;
    }
    if (begun === null || at - begun < NEAR_MS) return null;
    by[key] = rise;
    firstAt = Math.min(begun, firstAt ?? begun);
  }
  return firstAt === null ? null : { overMs: at - firstAt, by, since: 'record' };
}

/** How much counters rose between two readings of one look. A counter that was reset between counts from there. */
export function increasesBetween(
  before: Readonly<Record<string, number | null>>,
  now: Readonly<Record<string, number | null>>,
  overMs: number,
): Increases {
  const by: Record<string, number> = {};
  for (const [key, value] of Object.entries(now)) {
    const earlier = before[key];
    if (value === null || earlier === null || earlier === undefined) continue;
    by[key] = value >= earlier ? value - earlier : value;
  }
  return { overMs, by, since: 'this look' };
}
