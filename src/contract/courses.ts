import { oc } from '@orpc/contract';
import { z } from 'zod';
import { chartPoint, level } from './health.ts';
import { atMoment, instant } from './source.ts';

/** `ratio` is 0 to 1. */
const unit = z.enum(['ms', 'ratio', 'cores', 'bytes', 'per-second']);
export type CourseUnit = z.infer<typeof unit>;

/** A limit of the profile, as a line that says its name: `warning`, `target and warning`. */
const limitLine = z.object({
  name: z.string(),
  value: z.number(),
  level: z.enum(['target', 'warning', 'critical']),
});
export type LimitLine = z.infer<typeof limitLine>;

/** A figure over time beside the limits it is judged by. */
const course = z.object({
  id: z.string(),
  title: z.string(),
  unit,
  /** Which side of the target is good; null where the guides set none. */
  good: z.enum(['below', 'above', 'at-least']).nullable(),
  /** Who says it, in words; null where nobody does, and `missing` says where it would come from. */
  source: z.string().nullable(),
  missing: z.string().nullable(),
  /** The newest value, in `unit`; null when there is none that still speaks for the moment. */
  value: z.number().nullable(),
  observedAt: instant.nullable(),
  /** `unknown` without a value; null where there is no limit to judge by. */
  level: level.nullable(),
  lines: z.array(limitLine),
  /** The first is the figure; others stand beside it, as p50 beside p95. All have the same buckets. */
  curves: z.array(
    z.object({
      name: z.string(),
      /** [start of bucket (epoch ms), min, mean, max], values null in a gap. */
      buckets: z.array(
        z.tuple([z.number(), z.number().nullable(), z.number().nullable(), z.number().nullable()]),
      ),
    }),
  ),
});
export type Course = z.infer<typeof course>;

/** Something that happened and may explain a curve. */
const courseMark = z.object({ at: instant, kind: z.enum(['version', 'status']), level, text: z.string() });
export type CourseMark = z.infer<typeof courseMark>;

export const courseSheet = z.object({
  from: instant,
  to: instant,
  bucketMs: z.number(),
  items: z.array(course),
  marks: z.array(courseMark),
});
export type CourseSheet = z.infer<typeof courseSheet>;

/** Every system's figures, each as small as a word. */
const systemCourses = z.object({
  from: instant,
  to: instant,
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      cells: z.array(
        z.object({
          id: z.string(),
          unit,
          value: z.number().nullable(),
          level: level.nullable(),
          missing: z.string().nullable(),
          target: z.number().nullable(),
          points: z.array(chartPoint),
        }),
      ),
    }),
  ),
});
export type SystemCourses = z.infer<typeof systemCourses>;

const courseRange = atMoment.extend({
  rangeMs: z
    .number()
    .int()
    .min(60_000)
    .max(31 * 86_400_000),
  buckets: z.number().int().min(10).max(2000),
});

export const coursesContract = {
  /** Of `whole`, `business`, `mlops` or a system's id; `only` names figures, left out: all. */
  of: oc
    .input(courseRange.extend({ subject: z.string(), only: z.array(z.string()).optional() }))
    .output(courseSheet),
  systems: oc.input(courseRange).output(systemCourses),
};
