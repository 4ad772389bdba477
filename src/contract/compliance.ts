import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { courseSheet } from './courses.ts';
import { atMoment, instant } from './source.ts';

const mode = z.enum(['quick', 'production', 'emergency', 'daily']);
export type ComplianceMode = z.infer<typeof mode>;

/** What was seen of an item, in one place. Values are 0 to 1. */
const evidence = z.object({
  source: z.string(),
  expected: z.string().nullable(),
  observed: z.string().nullable(),
  value: z.number().nullable(),
  count: z.number(),
  observedAt: instant.nullable(),
  says: z.string(),
  changedBy: z.object({ who: z.string(), at: instant }).nullable(),
});
export type ComplianceEvidence = z.infer<typeof evidence>;

const item = z.object({
  id: z.string(),
  title: z.string(),
  weight: z.number(),
  value: z.number().nullable(),
  counts: z.number().nullable(),
  says: z.string().nullable(),
  evidence: z.array(evidence),
  /** How many pieces of evidence there are: the worst of many are sent. */
  evidenceTotal: z.number(),
});
export type ComplianceItem = z.infer<typeof item>;

const partId = z.enum(['hash', 'compliance', 'audit', 'dgm', 'governance']);
const verdict = z.enum(['compliant', 'violated', 'inconclusive']);
export type ComplianceVerdict = z.infer<typeof verdict>;

/** One of the five parts: what is unknown counts as nothing in `value`, as everything in `atMost`. */
const part = z.object({
  id: partId,
  title: z.string(),
  weight: z.number(),
  target: z.number(),
  good: z.enum(['at-least', 'above']),
  numerator: z.number(),
  denominator: z.number(),
  value: z.number().nullable(),
  atMost: z.number().nullable(),
  state: z.enum(['met', 'missed', 'unknown']),
  observedAt: instant.nullable(),
  says: z.string(),
  problem: z.string().nullable(),
  /** How many items there are, how many of them count less than they could, and of how many nothing is known. */
  itemsTotal: z.number(),
  itemsShort: z.number(),
  itemsUnknown: z.number(),
});
export type CompliancePart = z.infer<typeof part>;

/** What a validation found, without what it rests on. */
const headline = z.object({
  id: z.string(),
  mode,
  checkedAt: instant,
  since: instant,
  expectedHash: z.string(),
  verdict,
  score: z.object({ value: z.number().nullable(), atMost: z.number().nullable(), target: z.number() }),
  parts: z.array(part),
});
export type ComplianceHeadline = z.infer<typeof headline>;

/** The items of a part with their evidence: the worst of very many. */
const partItems = z.object({ id: partId, total: z.number(), items: z.array(item) });
export type CompliancePartItems = z.infer<typeof partItems>;

/** All that a validation rests on. */
const evidenceOf = z.object({ id: z.string(), parts: z.array(partItems) });
export type AssessmentEvidence = z.infer<typeof evidenceOf>;

const row = z.object({
  id: z.string(),
  checkedAt: instant,
  mode,
  verdict,
  score: z.number().nullable(),
});
export type AssessmentRow = z.infer<typeof row>;

/** A line while it is looked, a part that has been looked at, and at the end what was found. */
const step = z.discriminatedUnion('type', [
  z.object({ type: z.literal('line'), text: z.string() }),
  z.object({ type: z.literal('part'), id: partId, state: part.shape.state }),
  z.object({ type: z.literal('found'), found: headline }),
]);
export type ValidationStep = z.infer<typeof step>;

const DAY_MS = 86_400_000;
const courseRange = atMoment.extend({
  rangeMs: z
    .number()
    .int()
    .min(60_000)
    .max(366 * DAY_MS),
  buckets: z.number().int().min(10).max(2000),
});

/** The items of a part that something is known of in a time, those that count least first; and the course of one. */
const itemCourse = z.object({
  from: instant,
  to: instant,
  bucketMs: z.number(),
  /** `low` and `high`: the least that was seen in this time, at least and at most. */
  items: z.array(z.object({ id: z.string(), title: z.string(), low: z.number(), high: z.number() })),
  /** Null when nothing is known of any. */
  course: courseSheet.shape.items.element.nullable(),
});
export type ComplianceItemCourse = z.infer<typeof itemCourse>;

export const complianceContract = {
  /** What the last validation found, again after each one; null when there was none. */
  watch: oc.input(atMoment.prefault({})).output(eventIterator(headline.nullable())),
  /** What a validation rests on. */
  evidence: oc.input(z.object({ id: z.string() })).output(evidenceOf),
  /** Validations begun at or before a moment, the newest first. */
  list: oc
    .input(atMoment.extend({ limit: z.number().int().min(1).max(500).default(50) }))
    .output(z.array(row)),
  /** The score and its parts over time. */
  course: oc.input(courseRange).output(courseSheet),
  /** The same of an item of a part; without an item, of the one that counts least. */
  itemCourse: oc
    .input(courseRange.extend({ part: partId, item: z.string().max(300).nullable() }))
    .output(itemCourse),
  /** Looks for evidence now; leaving the stream ends the look. */
  validate: oc.input(z.object({ mode })).output(eventIterator(step)),
};
