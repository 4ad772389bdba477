/**
 * Samples of one series in the order of time: `times` in whole epoch milliseconds, each once, and what was
 * measured then. Only the first `length` places of the two arrays count.
 *
 * A value may be NaN or infinite. One NaN stands for itself: the stale mark, by its bits the one that
 * Prometheus uses, says that the series was looked for at that time and was not there any more.
 */
export interface Points {
  times: Float64Array;
  values: Float64Array;
  length: number;
}

/** Halves of the NaN that Prometheus calls StaleNaN (model/value/value.go): 0x7ff0000000000002. */
export const STALE_HIGH = 0x7ff0_0000;
export const STALE_LOW = 2;

export function emptyPoints(capacity = 16): Points {
  return { times: new Float64Array(capacity), values: new Float64Array(capacity), length: 0 };
}

export function addPoint(points: Points, at: number, value: number): void {
  const { length } = points;
  reserve(points, 1);
  points.times[length] = at;
  points.values[length] = value;
  points.length = length + 1;
}

export function addStaleMark(points: Points, at: number): void {
  addPoint(points, at, Number.NaN);
  setStale(points.values, points.length - 1);
}

/** Room for so many more. */
export function reserve(points: Points, more: number): void {
  const needed = points.length + more;
  if (needed <= points.times.length) return;
  const capacity = Math.max(needed, points.times.length * 2);
  const times = new Float64Array(capacity);
  const values = new Float64Array(capacity);
  times.set(points.times.subarray(0, points.length));
  // Copied as bytes: a NaN that passes through a number may lose the bits that make it a stale mark.
  values.set(points.values.subarray(0, points.length));
  points.times = times;
  points.values = values;
}

/** The 32-bit halves of numbers, the lower one first: both processors we run on are little-endian. */
export function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
}

export function setStale(values: Float64Array, index: number): void {
  const words = new Uint32Array(values.buffer, values.byteOffset + index * 8, 2);
  words[0] = STALE_LOW;
  words[1] = STALE_HIGH;
}

export function isStale(values: Float64Array, index: number): boolean {
  if (!Number.isNaN(values[index])) return false;
  const words = new Uint32Array(values.buffer, values.byteOffset + index * 8, 2);
  return words[0] === STALE_LOW && isStaleHigh(words[1] ?? 0);
}

/** A NaN that was quieted on its way keeps the rest of its bits. */
export function isStaleHigh(high: number): boolean {
  return (high & ~0x0008_0000) === STALE_HIGH;
}

/** The points within [from, to], sharing the memory. */
export function within({ times, values, length }: Points, from: number, to: number): Points {
  const first = firstNotBefore(times, length, from);
  const end = firstNotBefore(times, length, to + 1);
  return { times: times.subarray(first, end), values: values.subarray(first, end), length: end - first };
}

/** Index of the first time that is not before `at`; `length` when there is none. */
export function firstNotBefore(times: Float64Array, length: number, at: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Both, in order; where both have a time, `later` is believed. */
export function mergePoints(earlier: Points, later: Points): Points {
  if (earlier.length === 0) return later;
  if (later.length === 0) return earlier;
  const merged = emptyPoints(earlier.length + later.length);
  const copy = (from: Points, first: number, end: number) => {
    merged.times.set(from.times.subarray(first, end), merged.length);
    merged.values.set(from.values.subarray(first, end), merged.length);
    merged.length += end - first;
  };
  let [a, b] = [0, 0];
  // Run by run: two halves of one series overlap in a few places at most.
  while (a < earlier.length && b < later.length) {
    const nextA = earlier.times[a] ?? 0;
    const nextB = later.times[b] ?? 0;
    if (nextA < nextB) {
      const end = firstNotBefore(earlier.times, earlier.length, nextB);
      copy(earlier, a, end);
      a = end;
    } else {
      if (nextA === nextB) a += 1;
      const end =
        a < earlier.length ? firstNotBefore(later.times, later.length, earlier.times[a] ?? 0) : later.length;
      const taken = Math.max(end, b + 1);
      copy(later, b, taken);
      b = taken;
    }
  }
  copy(earlier, a, earlier.length);
  copy(later, b, later.length);
  return merged;
}

/** In order and each time once, the last that was written for it. */
export function inOrder(points: Points): Points {
  const { times, length } = points;
  let sorted = true;
  for (let index = 1; index < length && sorted; index += 1) {
    sorted = (times[index] ?? 0) > (times[index - 1] ?? 0);
  }
  if (sorted) return points;
  const order = Array.from({ length }, (_, index) => index).sort(
    (a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b,
  );
  const result = emptyPoints(length);
  const [from, to] = [wordsOf(points.values), wordsOf(result.values)];
  for (const index of order) {
    const at = times[index] ?? 0;
    const place =
      result.length > 0 && result.times[result.length - 1] === at ? result.length - 1 : result.length;
    result.times[place] = at;
    to[place * 2] = from[index * 2] ?? 0;
    to[place * 2 + 1] = from[index * 2 + 1] ?? 0;
    result.length = place + 1;
  }
  return result;
}

/** So many stale marks. */
export function staleMark(count: number): Float64Array {
  const marks = new Float64Array(count);
  for (let index = 0; index < count; index += 1) setStale(marks, index);
  return marks;
}
