import type { RangeAnswer } from '../../../contract/metrics.ts';
import type { Course } from '../../charts/columns.ts';
import type { NamedCourse } from '../../charts/named-course.ts';
import { MOST_LINES } from '../../charts/range-option.ts';
import { namesOf, seriesText } from './series-names.ts';

export interface Courses {
  /** As many as can be told apart: those with the greatest values, in the order of the answer. */
  drawn: NamedCourse[];
  /** Labels that all series have alike. */
  common: Readonly<Record<string, string>>;
  /** How many there are. */
  total: number;
}

export function coursesOf({ items }: Pick<RangeAnswer, 'items'>, expression: string): Courses {
  const all = items.map(({ labels, points }, index) => {
    const course = courseOf(points);
    return { labels, course, index, reaches: greatest(course) };
  });
  const chosen = all
    .toSorted((one, other) => (one.reaches === other.reaches ? 0 : other.reaches - one.reaches))
    .slice(0, MOST_LINES)
    .sort((one, other) => one.index - other.index);
  const { common, names } = namesOf(
    chosen.map(({ labels }) => labels),
    expression,
  );
  const drawn = chosen.map(({ labels, course }, place) => ({
    id: seriesText(labels),
    name: names[place] ?? '',
    place,
    course,
  }));
  return { drawn, common, total: items.length };
}

function courseOf(points: RangeAnswer['items'][number]['points']): Course {
  const times = new Float64Array(points.length);
  const values = new Float64Array(points.length);
  for (const [index, [at, value]] of points.entries()) {
    times[index] = at;
    // What has no place on a scale is a gap.
    values[index] = typeof value === 'number' ? value : Number.NaN;
  }
  return { times, values };
}

function greatest({ values }: Course): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > most) most = value;
  return most;
}
