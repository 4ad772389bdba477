import type { Course, CourseMark } from '../../contract/courses.ts';
import { measureText } from '../format/measure.ts';
import { formatLocal, formatMoment } from '../format/time.ts';

/** Where a share's target is, so that values beside it can be told from it. */
export function targetOf({ lines }: Pick<Course, 'lines'>): number | null {
  return lines.find(({ name }) => name.startsWith('target'))?.value ?? null;
}

/** The chart in a sentence. */
export function describeCourse(course: Course): string {
  const [main] = course.curves;
  const means = main?.buckets.flatMap(([, , mean]) => (mean === null ? [] : [mean])) ?? [];
  const last = means.at(-1);
  if (!main || last === undefined) return `${course.title}: nothing measured in this time.`;
  const words = (value: number) => measureText(value, course.unit, targetOf(course));
  const low = means.reduce((a, b) => Math.min(a, b));
  const high = means.reduce((a, b) => Math.max(a, b));
  const gaps = main.buckets.length - means.length;
  return [
    `${course.title}: ${main.name} between ${words(low)} and ${words(high)}, last ${words(last)}.`,
    ...(course.lines.length > 0
      ? [`Limits: ${course.lines.map(({ name, value }) => `${name} ${words(value)}`).join(', ')}.`]
      : []),
    ...(gaps > 0 ? [`${gaps} of ${main.buckets.length} intervals without data.`] : []),
  ].join(' ');
}

/** What is said of one moment of the chart. */
export function momentLines(
  course: Course,
  { bucketMs, marks }: { bucketMs: number; marks: readonly CourseMark[] },
  index: number,
): { when: string; values: string[]; events: string[] } | null {
  const start = course.curves[0]?.buckets[index]?.[0];
  if (start === undefined) return null;
  const words = (value: number) => measureText(value, course.unit, targetOf(course));
  const values = course.curves.map(({ name, buckets }) => {
    const [, min = null, mean = null, max = null] = buckets[index] ?? [];
    if (min === null || mean === null || max === null) return `${name}: not known`;
    const range = words(min) === words(max) ? '' : `, from ${words(min)} to ${words(max)}`;
    return `${name} ${words(mean)}${range}`;
  });
  const events = marks
    .filter(({ at }) => Date.parse(at) >= start && Date.parse(at) < start + bucketMs)
    .map(({ text }) => text);
  return { when: whenOf(start, bucketMs), values, events };
}

/** `Thu, 26 Nov 2026, 09:00:00 CET to 09:00:30`: local time with its zone. */
function whenOf(start: number, bucketMs: number): string {
  return `${formatLocal(start)} to ${formatMoment(start + bucketMs, start)}`;
}
