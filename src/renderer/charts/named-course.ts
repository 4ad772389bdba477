import type { Course } from './columns.ts';

/** A course as it is drawn and named. */
export interface NamedCourse {
  id: string;
  name: string;
  /** Among the colours, from 0. */
  place: number;
  course: Course;
}
