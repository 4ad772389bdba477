import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { level } from './health.ts';
import { instant } from './source.ts';

/** How far back the record goes, and what it may take of the disk. */
export const recordExtent = z.object({
  now: instant,
  firstAt: instant.nullable(),
  lastAt: instant.nullable(),
  /** Nothing from before is complete: it was forgotten for its age or for space. Null while all is kept. */
  keptSince: instant.nullable(),
  because: z.enum(['age', 'size']).nullable(),
  sizeBytes: z.number(),
  sizeLimitBytes: z.number(),
});
export type RecordExtent = z.infer<typeof recordExtent>;

/** Something that happened at a moment: a system's status changed, or the clock did. */
export const timeMark = z.object({
  at: instant,
  kind: z.enum(['status', 'clock']),
  level,
  system: z.string().nullable(),
  text: z.string(),
});
export type TimeMark = z.infer<typeof timeMark>;

export const timeline = z.object({
  from: instant,
  to: instant,
  /** When nobody looked. */
  gaps: z.array(z.object({ from: instant, to: instant })),
  marks: z.array(timeMark),
  leftOut: z.number(),
});
export type Timeline = z.infer<typeof timeline>;

export const timeContract = {
  /** The record's extent, again every quarter of a minute. */
  watch: oc.output(eventIterator(recordExtent)),
  /** What a strip of time shows. */
  timeline: oc.input(z.object({ from: instant, to: instant })).output(timeline),
  /** The next change before or after a moment; null when there is none. */
  nearestChange: oc
    .input(z.object({ at: instant, direction: z.enum(['before', 'after']) }))
    .output(timeMark.nullable()),
};
