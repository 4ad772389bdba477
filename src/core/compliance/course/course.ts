import type { CourseSheet } from '../../health/courses/index.ts';
import type { Bucket } from '../../store/samples/index.ts';
import type { Part } from '../assessment.ts';

export type Course = CourseSheet['items'][number];
export type Level = NonNullable<Course['level']>;

/** What is drawn of one figure. */
export interface Drawn {
  id: string;
  title: string;
  target: number;
  good: Part['good'];
  value: number | null;
  level: Level;
  atLeast: Bucket[];
  atMost: Bucket[];
}

/** @param observedAt of the value */
export function courseOf(drawn: Drawn, observedAt: string | null): Course {
  const { id, title, good, value, level, target, atLeast, atMost } = drawn;
  const isKnown = atLeast.some(({ mean }) => mean !== null);
  const curves = [
    { name: 'at least', buckets: atLeast },
    { name: 'at most', buckets: atMost },
  ];
  return {
    ...{ id, title, unit: 'ratio', good, value, level, observedAt },
    source: isKnown ? 'validations of compliance' : null,
    missing: isKnown ? null : 'no validation of this time knew it',
    lines: [{ name: 'target', value: target, level: 'target' }],
    curves: isKnown
      ? curves.map(({ name, buckets }) => ({
          name,
          buckets: buckets.map(({ at, min, mean, max }) => [at, min, mean, max]),
        }))
      : [],
  };
}
