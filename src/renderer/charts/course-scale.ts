import type { Course, LimitLine } from '../../contract/courses.ts';

/** How far the vertical axis goes, and which limits lie beyond it and are named beside the chart instead. */
export interface Scale {
  min: number;
  max: number;
  drawn: LimitLine[];
  above: LimitLine[];
  below: LimitLine[];
}

/** Room between the outermost value and the edge, as a share of what is shown. */
const MARGIN = 0.08;
/** A limit that makes the rest more than so many times smaller is named beside the chart. */
const MOST_SHRINKING = 3;
/** Half the width of a scale around one single value. */
const AROUND_ONE = 0.005;

/**
 * Large enough for the limits as long as the values can still be told apart: a flat line at an edge says
 * nothing. Figures that are good when high, and shares without a limit, are shown from the lowest that
 * matters; all others from zero.
 */
export function scaleOf(course: Pick<Course, 'unit' | 'good' | 'lines' | 'curves'>): Scale {
  const values = course.curves.flatMap(({ buckets }) =>
    buckets.flatMap(([, min, , max]) => (min === null || max === null ? [] : [min, max])),
  );
  const fromZero = course.good === 'below' || (course.good === null && course.unit !== 'ratio');
  return fromZero ? scaleFromZero(course.lines, values) : scaleAround(course.lines, values);
}

function scaleFromZero(lines: readonly LimitLine[], values: readonly number[]): Scale {
  const highest = highestOf(values, 0);
  const top = highestOf(
    lines.map(({ value }) => value),
    0,
  );
  const max =
    highest === 0 || highest >= top / 8 ? Math.max(highest, top) * (1 + MARGIN) || 1 : highest * 1.25;
  return split(lines, 0, max);
}

function scaleAround(lines: readonly LimitLine[], values: readonly number[]): Scale {
  const target = lines.find(({ name }) => name.startsWith('target'));
  const matter = [
    ...values,
    ...(target ? [target.value] : values.length === 0 ? lines.map((l) => l.value) : []),
  ];
  let low = lowestOf(matter, 0);
  let high = highestOf(matter, 1);
  if (high === low) [low, high] = [low - AROUND_ONE, high + AROUND_ONE];
  const most = (high - low) * MOST_SHRINKING;
  for (const { value } of lines.toSorted((a, b) => b.value - a.value)) {
    if (value > high && value - low <= most) high = value;
    if (value < low && high - value <= most) low = value;
  }
  const margin = (high - low) * MARGIN;
  return split(lines, low - margin, high + margin);
}

function split(lines: readonly LimitLine[], min: number, max: number): Scale {
  return {
    min,
    max,
    drawn: lines.filter(({ value }) => value >= min && value <= max),
    above: lines.filter(({ value }) => value > max),
    below: lines.filter(({ value }) => value < min),
  };
}

/** Without spreading: a chart may have more points than a call takes arguments. */
function highestOf(values: readonly number[], none: number): number {
  return values.length === 0 ? none : values.reduce((a, b) => Math.max(a, b));
}

function lowestOf(values: readonly number[], none: number): number {
  return values.length === 0 ? none : values.reduce((a, b) => Math.min(a, b));
}
