import { type Course, reduceToColumns } from './columns.ts';
import type { TimeWindow } from './time-window.ts';

/** Courses as one window after another shows them. */
export interface ReducedView {
  /** A line for each course: `time, value, …`; see `reduceToColumns`. The arrays are only read. */
  of(window: TimeWindow, widthPx: number): Float64Array[];
}

/** As wide as a line is thick: more of it nobody could see, and drawing is what a frame's time goes for. */
const COLUMN_PX = 2;

/**
 * Reads each value once, not with each frame: a window as wide again is reduced on either side, and while the window
 * moves within, only the part in view is cut out of it.
 */
export function createReducedView(courses: readonly Course[], gapMs: number): ReducedView {
  let tile: { from: number; to: number; columnMs: number; lines: Float64Array[] } | null = null;

  return {
    of({ from, to }, widthPx) {
      const span = to - from;
      const columnMs = (span * COLUMN_PX) / Math.max(COLUMN_PX, Math.floor(widthPx));
      const fits =
        tile !== null && isSame(tile.columnMs, columnMs) && from >= tile.from && to <= tile.to ? tile : null;
      const range = { from: from - span, to: to + span };
      const ready = fits ?? {
        ...range,
        columnMs,
        lines: courses.map((course) => reduceToColumns(course, { ...range, columnMs, gapMs })),
      };
      tile = ready;
      return ready.lines.map((line) => within(line, from, to));
    },
  };
}

/** Sums of moves leave a trace in the last digits. */
function isSame(one: number, other: number): boolean {
  return Math.abs(one - other) < 1e-6 * one;
}

/** The points in view and one beyond either end. */
function within(line: Float64Array, from: number, to: number): Float64Array {
  const first = Math.max(0, firstPoint(line, from) - 1);
  const end = Math.min(line.length / 2, firstPoint(line, to) + 1);
  return line.subarray(2 * first, 2 * end);
}

function firstPoint(line: Float64Array, at: number): number {
  let low = 0;
  let high = line.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((line[2 * middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
