export interface SparklineShape {
  /** SVG paths in a box of 100 by 100; y grows downwards. */
  line: string;
  area: string;
  targetY: number | null;
  min: number;
  max: number;
}

type Point = readonly [number, number | null];

/**
 * Draws a course of (time, value) into a box of 100 by 100. A target is always inside the box, so
 * that the distance to it can be seen. Nulls break the line. Null when there are less than two values: one
 * is no course.
 */
export function sparklineShape(points: readonly Point[], target: number | null): SparklineShape | null {
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  const first = points[0];
  const last = points.at(-1);
  if (values.length < 2 || !first || !last) return null;
  const min = Math.min(...values);
  const max = Math.max(...values);
  const low = Math.min(min, target ?? min);
  const high = Math.max(max, target ?? max);
  const span = high - low || 1;
  const duration = last[0] - first[0] || 1;
  const x = (at: number) => round(((at - first[0]) / duration) * 100);
  // Four of a hundred at either edge, so that half of the stroke is not cut off.
  const y = (value: number) => (high === low ? 50 : round(96 - ((value - low) / span) * 92));

  const runs = unbroken(points).map((run) => run.map(([at, value]) => `${x(at)} ${y(value)}`));
  return {
    line: runs.map((run) => `M${run.join('L')}${run.length === 1 ? 'h.5' : ''}`).join(''),
    area: unbroken(points)
      .map((run, index) => {
        const start = run[0];
        const end = run.at(-1);
        return start && end ? `M${x(start[0])} 100L${runs[index]?.join('L')}L${x(end[0])} 100Z` : '';
      })
      .join(''),
    targetY: target === null ? null : y(target),
    min,
    max,
  };
}

function unbroken(points: readonly Point[]): [number, number][][] {
  const runs: [number, number][][] = [];
  let run: [number, number][] | null = null;
  for (const [at, value] of points) {
    if (value === null) {
      run = null;
    } else if (run) {
      run.push([at, value]);
    } else {
      run = [[at, value]];
      runs.push(run);
    }
  }
  return runs;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
