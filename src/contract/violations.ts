import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { atMoment, instant } from './source.ts';

const state = z.enum(['open', 'assigned', 'investigating', 'fixed', 'verified']);
export type ViolationState = z.infer<typeof state>;

/** Something that was seen and that the constitution does not allow, and what has become of it. */
const violation = z.object({
  id: z.string(),
  component: z.string(),
  rule: z.string(),
  severity: z.enum(['critical', 'warning']),
  source: z.enum(['check', 'counter', 'log']),
  says: z.string(),
  state,
  /** Who sees to it; in the past also null where that is not known any more. */
  assignee: z.string().nullable(),
  detectedAt: instant,
  /** Null with `sightings` where nobody knows any more how it was at the moment that is shown. */
  lastSeenAt: instant.nullable(),
  sightings: z.number().nullable(),
  verifiedAt: instant.nullable(),
  /** The part of the validation whose evidence shows it; null when a counter or the log told of it. */
  part: z.enum(['hash', 'compliance', 'audit', 'dgm', 'governance']).nullable(),
});
export type Violation = z.infer<typeof violation>;

const detail = violation.extend({
  steps: z.array(z.object({ at: instant, actor: z.string(), state, words: z.string() })),
});
export type ViolationDetail = z.infer<typeof detail>;

const frame = z.object({
  items: z.array(violation),
  /** So many more are not sent: the newest of those that are not over come first. */
  leftOut: z.number(),
  /** Whether the profile names compliance logs. */
  hasLogs: z.boolean(),
});
export type ViolationsFrame = z.infer<typeof frame>;

/** A line of the compliance log; of its file the name alone. */
const line = z.object({
  file: z.string(),
  /** As the line says; null when it does not. */
  at: instant.nullable(),
  severity: z.enum(['critical', 'warning']),
  component: z.string().nullable(),
  rule: z.string().nullable(),
  text: z.string(),
});
export type ComplianceLogLine = z.infer<typeof line>;

const page = z.object({
  lines: z.array(line),
  total: z.number(),
  /** So many bytes before those that were searched were not. */
  unreadBytes: z.number(),
});

/** Lines as they were added; `dropped` before them there was no room for. */
const added = z.object({ lines: z.array(line), dropped: z.number() });
export type ComplianceLogFrame = z.infer<typeof added>;

/** Only lines that hold all of them, whatever their case. */
const words = z.string().max(300).default('');

export const violationsContract = {
  /** Those that are not over, then those of the last 30 days; again after every change. */
  watch: oc.input(atMoment.prefault({})).output(eventIterator(frame)),
  /** One with its steps. */
  get: oc.input(atMoment.extend({ id: z.string().max(64) })).output(detail),
  log: {
    /** The newest lines, the oldest of them first; in the past those that say a time until then. */
    search: oc
      .input(atMoment.extend({ words, limit: z.number().int().min(1).max(1000).default(500) }))
      .output(page),
    /** Lines as they are written, at most 500 a frame; the first frame says that it has begun. */
    follow: oc.input(z.object({ words })).output(eventIterator(added)),
  },
};
