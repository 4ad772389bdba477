import { createHistogram } from 'node:perf_hooks';

/** How long answers took, in milliseconds; null while there is none. */
export interface LatencySummary {
  p50Ms: number | null;
  p90Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  /** Exact; the percentiles are within a thousandth. */
  maxMs: number | null;
  /** From the quickest to the slowest, ten steps to each power of ten, without gaps. */
  distribution: readonly LatencyBucket[];
}

export interface LatencyBucket {
  fromMs: number;
  /** Not included. */
  toMs: number;
  count: number;
}

export interface Latencies {
  record(ms: number): void;
  summary(): LatencySummary;
}

const STEPS_PER_DECADE = 10;
/** 10 µs to 1,000 s: what is quicker or slower counts to the first and the last step. */
const [QUICKEST_STEP, SLOWEST_STEP] = [-2 * STEPS_PER_DECADE, 6 * STEPS_PER_DECADE];
/** An hour; of every request nobody waits for longer. */
const LONGEST_US = 3_600_000_000;

/**
 * However many, in a fixed space: an HDR histogram (Node's own) with three digits that count, in microseconds, and
 * counts by steps for the picture.
 */
export function createLatencies(): Latencies {
  const histogram = createHistogram({ lowest: 1, highest: LONGEST_US, figures: 3 });
  const counts = new Float64Array(SLOWEST_STEP - QUICKEST_STEP + 1);
  let maxMs = 0;
  return {
    record(ms) {
      histogram.record(Math.min(Math.max(Math.round(ms * 1000), 1), LONGEST_US));
      const step = Math.min(Math.max(stepOf(ms), QUICKEST_STEP), SLOWEST_STEP) - QUICKEST_STEP;
      counts[step] = (counts[step] ?? 0) + 1;
      if (ms > maxMs) maxMs = ms;
    },
    summary() {
      const { count } = histogram;
      const isEmpty = count === 0;
      // It rounds the rank to the nearest, where the nearest rank is the next one: so it is asked for that one itself.
      const rankOf = (percent: number) => Math.ceil((percent / 100) * count) / count;
      // And it gives the upper end of a step, which may lie beyond what was ever seen.
      const at = (percent: number) =>
        isEmpty ? null : Math.min(histogram.percentile(rankOf(percent) * 100) / 1000, rounded(maxMs));
      return {
        ...{ p50Ms: at(50), p90Ms: at(90), p95Ms: at(95), p99Ms: at(99) },
        maxMs: isEmpty ? null : rounded(maxMs),
        distribution: distributionOf(counts),
      };
    },
  };
}

function distributionOf(counts: Float64Array): LatencyBucket[] {
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  return Array.from(counts.subarray(first, last + 1), (count, index) => {
    const step = QUICKEST_STEP + first + index;
    return { fromMs: boundOf(step), toMs: boundOf(step + 1), count };
  }).filter(() => first >= 0);
}

function stepOf(ms: number): number {
  return ms <= 0 ? QUICKEST_STEP : Math.floor(Math.log10(ms) * STEPS_PER_DECADE);
}

/** Where a step begins, in four digits that count. */
function boundOf(step: number): number {
  return Number((10 ** (step / STEPS_PER_DECADE)).toPrecision(4));
}

/** To microseconds. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
