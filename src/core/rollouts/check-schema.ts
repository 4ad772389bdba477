import { z } from 'zod';
import type { StageCheck } from './check.ts';

const limits = z.strictObject({
  above: z.number().optional(),
  below: z.number().optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
});

const measured = z.discriminatedUnion('what', [
  z.strictObject({
    what: z.literal('target'),
    target: z.enum(['compliance', 'response-time', 'error-rate', 'availability']),
  }),
  z.strictObject({ what: z.literal('answered'), withinMs: z.number().positive() }),
  z.strictObject({
    ...{ what: z.literal('expression'), expression: z.string(), requests: z.string().optional() },
  }),
  z.strictObject({ what: z.literal('not-operational'), system: z.string().nullable() }),
  z.strictObject({ what: z.literal('budget-left') }),
  z.strictObject({ what: z.literal('budget-burn'), overMs: z.number().positive() }),
  z.strictObject({
    what: z.literal('load'),
    figure: z.enum(['p50', 'p90', 'p95', 'p99', 'max', 'errors', 'per-second']),
  }),
  z.strictObject({ what: z.literal('hash') }),
  z.strictObject({ what: z.literal('share') }),
]);

/** A check as it is kept in the definition of a rollout, which earlier versions may have begun. */
export const stageCheck = z.strictObject({
  id: z.string(),
  title: z.string(),
  unit: z.enum(['ms', 'ratio', '']),
  measures: measured,
  everyMs: z.number().positive(),
  success: limits,
  failure: limits,
  failures: z.strictObject({ count: z.int().positive(), withinMs: z.number() }),
  inconclusive: z.int().positive(),
  errorsInARow: z.int().positive(),
  staleAfterMs: z.number(),
  leastRequests: z.number().nullable(),
}) satisfies z.ZodType<StageCheck>;
