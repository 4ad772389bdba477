import type { Stepwise } from '../../kernel/slices.ts';
import { type Block, LabelWriter, valueCounter } from '../block.ts';
import { type Labels, METRIC_NAME } from '../labels.ts';
import { floatOf } from '../text.ts';

/** How many observations were not above a bound. */
interface Bucket {
  bound: number;
  count: number;
}

const BOUND = new Set(['le']);
const BOUND_AND_NAME = new Set(['le', METRIC_NAME]);
/** Counts that differ by less than this part of their sum are taken for equal: rates are never exact. */
const TOLERANCE = 1e-12;
const SMALLEST_NORMAL = 2 ** -1022;

/**
 * Puts the buckets of each classic histogram together and calculates one value of them at each step. What has no
 * number in its label `le` is passed over.
 */
export function* ofHistograms(
  input: Block,
  calculate: (buckets: Bucket[], step: number) => number,
): Stepwise<Block> {
  const { steps } = input;
  const groups = new Map<string, { labels: Labels; rows: { row: number; bound: number }[] }>();
  input.labels.forEach((labels, row) => {
    const bound = floatOf(labels.get('le'));
    if (bound === undefined) return;
    const { key } = labels.without(BOUND);
    const group = groups.get(key) ?? { labels: labels.without(BOUND_AND_NAME).withoutMetadata(), rows: [] };
    group.rows.push({ row, bound });
    groups.set(key, group);
  });
  const writer = new LabelWriter(steps, groups.size);
  const isEnough = valueCounter();
  for (let step = 0; step < steps; step += 1) {
    if (isEnough(input.labels.length)) yield;
    for (const { labels, rows } of groups.values()) {
      const buckets = rows.flatMap(({ row, bound }) => {
        const at = row * steps + step;
        return input.present[at] === 1 ? [{ bound, count: input.values[at] as number }] : [];
      });
      if (buckets.length > 0) writer.set(writer.rowOf(labels), step, calculate(buckets, step));
    }
    writer.checkStep();
  }
  return writer.finish();
}

/** Sorted by bound, equal bounds as one. */
function ordered(buckets: Bucket[]): Bucket[] {
  buckets.sort((one, other) => (one.bound < other.bound ? -1 : one.bound > other.bound ? 1 : 0));
  const merged: Bucket[] = [];
  for (const { bound, count } of buckets) {
    const before = merged.at(-1);
    if (before !== undefined && before.bound === bound) before.count += count;
    else merged.push({ bound, count });
  }
  return merged;
}

/** Counts have to grow with their bounds. Small differences are taken away silently, larger falls are levelled. */
function levelled(buckets: Bucket[]): void {
  let before = buckets[0]?.count ?? 0;
  for (const bucket of buckets.slice(1)) {
    if (bucket.count === before) continue;
    if (isAlmostEqual(before, bucket.count) || bucket.count < before) bucket.count = before;
    else before = bucket.count;
  }
}

function isAlmostEqual(one: number, other: number): boolean {
  if (Number.isNaN(one) && Number.isNaN(other)) return true;
  const sum = Math.abs(one) + Math.abs(other);
  const difference = Math.abs(one - other);
  if (one === 0 || other === 0 || sum < SMALLEST_NORMAL) return difference < TOLERANCE * SMALLEST_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < TOLERANCE;
}

/** Linear within a bucket; the highest bucket has no upper limit and gives the one below it. */
export function bucketQuantile(quantile: number, given: Bucket[]): number {
  if (Number.isNaN(quantile)) return Number.NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  const buckets = ordered(given);
  if (buckets.at(-1)?.bound !== Infinity) return Number.NaN;
  levelled(buckets);
  const last = buckets.length - 1;
  const observations = buckets[last]?.count ?? 0;
  if (buckets.length < 2 || observations === 0) return Number.NaN;
  let rank = quantile * observations;
  const at = firstWith(last, (index) => (buckets[index] as Bucket).count >= rank);
  const { bound, count } = buckets[at] as Bucket;
  const below = buckets[at - 1];
  if (at === last) return below?.bound ?? Number.NaN;
  if (at === 0 && bound <= 0) return bound;
  rank -= below?.count ?? 0;
  const start = below?.bound ?? 0;
  return start + (bound - start) * (rank / (count - (below?.count ?? 0)));
}

/** Go's binary search, also where what it searches is not sorted because something is no number. */
function firstWith(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The part of the observations between two limits, linear within a bucket. */
export function bucketFraction(lower: number, upper: number, given: Bucket[]): number {
  const buckets = ordered(given);
  const highest = buckets.at(-1);
  if (highest?.bound !== Infinity) return Number.NaN;
  const total = highest.count;
  if (total === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  const atMost = (limit: number) => Math.min(rankOf(limit, buckets) ?? total, total);
  return (atMost(upper) - atMost(lower)) / total;
}

/** How many observations were below a limit; undefined when it is above all bounds. */
function rankOf(limit: number, buckets: readonly Bucket[]): number | undefined {
  let rank = 0;
  let lowerBound = -Infinity;
  for (const { bound, count } of buckets) {
    if (lowerBound >= limit) return rank;
    if (bound > limit) return rank + ((count - rank) * (limit - lowerBound)) / (bound - lowerBound);
    rank = count;
    lowerBound = bound;
  }
  return undefined;
}
