import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { atMoment, instant } from './source.ts';

const mode = z.enum(['quick', 'production', 'emergency', 'daily']);

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

const item = z.object({
  id: z.string(),
  title: z.string(),
  weight: z.number(),
  value: z.number().nullable(),
  counts: z.number().nullable(),
  says: z.string().nullable(),
  evidence: z.array(evidence),
});

const partId = z.enum(['hash', 'compliance', 'audit', 'dgm', 'governance']);

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
  items: z.array(item),
  problem: z.string().nullable(),
});

const assessment = z.object({
  id: z.string(),
  mode,
  checkedAt: instant,
  since: instant,
  expectedHash: z.string(),
  verdict: z.enum(['compliant', 'violated', 'inconclusive']),
  score: z.object({ value: z.number().nullable(), atMost: z.number().nullable(), target: z.number() }),
  parts: z.array(part),
});

export const complianceContract = {
  /** What the last validation found, again after each one; null when there was none. */
  watch: oc.input(atMoment.prefault({})).output(eventIterator(assessment.nullable())),
  /** Looks for evidence now. */
  validate: oc.input(z.object({ mode })).output(assessment),
};
