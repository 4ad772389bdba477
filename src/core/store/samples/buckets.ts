import type { Points } from './points.ts';
import type { RolledUp } from './roll-up.ts';

/**
 * A series reduced to equal parts of [fromMs, fromMs + count * widthMs): in a part without samples its count
 * is 0 and the other figures mean nothing. A gap stays a gap.
 */
export interface Buckets {
  fromMs: number;
  widthMs: number;
  counts: Float64Array;
  mins: Float64Array;
  maxs: Float64Array;
  sums: Float64Array;
  /** The last value in each. */
  lasts: Float64Array;
}

export function emptyBuckets(fromMs: number, widthMs: number, count: number): Buckets {
  const column = () => new Float64Array(count);
  return {
    fromMs,
    widthMs,
    counts: column(),
    mins: column(),
    maxs: column(),
    sums: column(),
    lasts: column(),
  };
}

/** Adds points, in order; what is no finite number, or not within, is left out. */
export function addToBuckets(buckets: Buckets, { times, values, length }: Points): void {
  const { fromMs, widthMs, counts, mins, maxs, sums, lasts } = buckets;
  let index = -1;
  let end = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < length; place += 1) {
    const at = times[place] ?? 0;
    const value = values[place] ?? 0;
    if (value - value !== 0) continue;
    if (at >= end || index < 0) {
      index = Math.floor((at - fromMs) / widthMs);
      end = fromMs + (index + 1) * widthMs;
      if (index >= counts.length) return;
      if (index < 0) continue;
    }
    const known = counts[index] ?? 0;
    if (known === 0) {
      mins[index] = value;
      maxs[index] = value;
    } else {
      if (value < (mins[index] ?? 0)) mins[index] = value;
      if (value > (maxs[index] ?? 0)) maxs[index] = value;
    }
    counts[index] = known + 1;
    sums[index] = (sums[index] ?? 0) + value;
    lasts[index] = value;
  }
}

/** Adds what is left of points; a minute speaks for every part that begins within it. */
export function addRolledUp(buckets: Buckets, rolled: readonly RolledUp[], rolledMs: number): void {
  const { fromMs, widthMs, counts } = buckets;
  for (const bucket of rolled) {
    const first = Math.floor((bucket.startAt - fromMs) / widthMs);
    const end = Math.max(first + 1, Math.ceil((bucket.startAt + rolledMs - fromMs) / widthMs));
    const last = rolledMs > widthMs ? end : first + 1;
    for (let index = Math.max(0, first); index < last && index < counts.length; index += 1) {
      addOne(buckets, index, bucket);
    }
  }
}

function addOne({ counts, mins, maxs, sums, lasts }: Buckets, index: number, bucket: RolledUp): void {
  const known = counts[index] ?? 0;
  mins[index] = known === 0 ? bucket.min : Math.min(mins[index] ?? 0, bucket.min);
  maxs[index] = known === 0 ? bucket.max : Math.max(maxs[index] ?? 0, bucket.max);
  counts[index] = known + bucket.count;
  sums[index] = (sums[index] ?? 0) + bucket.sum;
  lasts[index] = bucket.last;
}
