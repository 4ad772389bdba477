/** A series over time, oldest first. A value that is no finite number is a gap. */
export interface Course {
  /** Epoch milliseconds. */
  times: Float64Array;
  values: Float64Array;
}

export interface Columns {
  /** Epoch milliseconds. */
  from: number;
  to: number;
  /** How much time one column of pixels shows. */
  columnMs: number;
  /** Two values farther apart than this are not joined. */
  gapMs: number;
}

/** Of a column: an end, the least and greatest before a gap and after it, both drawn out, and the gap itself. */
const MOST_POINTS_OF_COLUMN = 11;
/** A line shorter than a column is drawn out to so many, or nobody would see it. */
const SHORTEST_COLUMNS = 3;

/**
 * The course as a screen can show it: `time, value, time, value, …`, a NaN for a value where the line breaks. Of each
 * column its least and greatest value are kept at their own times, and the very ends of the line at every break; a
 * column with gaps in it breaks once. Columns begin at multiples of their width, so that a range that moves shows the
 * same points as before. One value beyond either end is kept: the line goes on over the edge.
 */
export function reduceToColumns(
  { times, values }: Course,
  { from, to, columnMs, gapMs }: Columns,
): Float64Array {
  const first = Math.max(0, firstNotBefore(times, from) - 1);
  const end = Math.min(times.length, firstNotBefore(times, to) + 1);
  const columns = Math.ceil((to - from) / columnMs) + 3;
  const room = Math.min(columns * MOST_POINTS_OF_COLUMN, 3 * (end - first));
  const points = new Float64Array(2 * room);
  let length = 0;
  let column = Number.NaN;
  let brokenColumn = Number.NaN;
  let wasGap = false;
  let isBeginning = true;
  let before = Number.NaN;
  /** Where the line began after the last break. */
  let lineColumn = Number.NaN;
  // Of the values since the column began or the line broke, by their places.
  let [start, least, most, last] = [-1, -1, -1, -1];

  const keep = (index: number) => {
    points[length] = times[index] as number;
    points[length + 1] = values[index] as number;
    length += 2;
  };
  /** An end of the line is kept as it is. */
  const flush = (isEnd: boolean) => {
    if (start === -1) return;
    const [earlier, later] = least < most ? [least, most] : [most, least];
    if (isBeginning && start !== earlier) keep(start);
    keep(earlier);
    if (later !== earlier) keep(later);
    if (isEnd && last !== later) keep(last);
    isBeginning = isEnd;
    start = -1;
  };
  const drawOut = (untilNext: number) => {
    if (column !== lineColumn) return;
    points[length] = before + Math.min(SHORTEST_COLUMNS * columnMs, untilNext / 2);
    points[length + 1] = points[length - 1] as number;
    length += 2;
  };

  for (let index = first; index < end; index += 1) {
    const at = times[index] as number;
    const value = values[index] as number;
    // Finite: neither NaN nor an infinity.
    if (value - value !== 0) {
      wasGap = true;
      continue;
    }
    const own = Math.floor(at / columnMs);
    const isBroken = wasGap || at - before > gapMs;
    if (isBroken && !Number.isNaN(lineColumn) && brokenColumn !== own) {
      flush(true);
      drawOut(at - before);
      // At the time where the line ends, so that times stay in order.
      points[length] = points[length - 2] as number;
      points[length + 1] = Number.NaN;
      length += 2;
      brokenColumn = own;
      lineColumn = own;
    } else if (own !== column) flush(false);
    if (Number.isNaN(lineColumn)) lineColumn = own;
    if (start === -1) {
      [start, least, most] = [index, index, index];
    } else {
      if (value < (values[least] as number)) least = index;
      if (value > (values[most] as number)) most = index;
    }
    last = index;
    column = own;
    before = at;
    wasGap = false;
  }
  flush(true);
  if (length > 0) drawOut(Number.POSITIVE_INFINITY);
  return points.subarray(0, length);
}

/** The place of the first time that is not before `at`; the length when all are. */
export function firstNotBefore(times: Float64Array, at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The place of the value nearest to a moment; -1 when none is within `withinMs`. */
export function nearest({ times }: Course, at: number, withinMs: number): number {
  const after = firstNotBefore(times, at);
  const distance = (index: number) => Math.abs((times[index] ?? Number.NaN) - at);
  const best = distance(after) < distance(after - 1) || after === 0 ? after : after - 1;
  return distance(best) <= withinMs ? best : -1;
}

/** The least and the greatest value of all courses; null where there is none. */
export function extentOf(courses: readonly Course[]): { least: number; most: number } | null {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const { values } of courses) {
    for (const value of values) {
      if (value - value !== 0) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return most < least ? null : { least, most };
}
