import { oc } from '@orpc/contract';
import { z } from 'zod';
import { instant } from './source.ts';

/** Times as fast as a budget that lasts exactly its whole time; null with too few requests to say. */
const burnRate = z.object({ requests: z.number(), rate: z.number().nullable() });

const burn = z.object({
  factor: z.number(),
  level: z.enum(['critical', 'warning']),
  /** The alert that fires of it. */
  alert: z.string(),
  longMs: z.number(),
  shortMs: z.number(),
  long: burnRate,
  short: burnRate,
  /** Both windows are above the factor. */
  exceeded: z.boolean(),
});

/** The availability objective and what is left of its error budget. Shares are 0 to 1. */
const objective = z.object({
  state: z.enum(['within', 'burning', 'spent', 'too-few', 'stale', 'no-data']),
  level: z.enum(['good', 'warning', 'critical', 'unknown']),
  objective: z.number(),
  budgetMs: z.number(),
  at: instant,
  availability: z.number().nullable(),
  requests: z.number(),
  bad: z.number(),
  /** How many of as many requests may fail. */
  allowed: z.number(),
  /** Share of the budget; below 0 when more failed. */
  left: z.number().nullable(),
  /** When the last hour goes on; null when that is never, or cannot be said. */
  goneInMs: z.number().nullable(),
  burns: z.array(burn),
  recordedFrom: instant.nullable(),
  recordedTo: instant.nullable(),
  /** How it goes now, as a sentence without a full stop. */
  words: z.string(),
});
export type Objective = z.infer<typeof objective>;

/** What was left of the error budget over the time that is recorded of it; times are epoch milliseconds. */
const burnDown = z.object({
  from: z.number(),
  to: z.number(),
  /** The share that was left by then; null where no request was recorded. */
  points: z.array(z.tuple([z.number(), z.number().nullable()])),
});
export type BurnDown = z.infer<typeof burnDown>;

export const sloContract = {
  /** As of a moment; null is now. */
  availability: oc.input(z.object({ at: instant.nullable().default(null) })).output(objective),
  burnDown: oc
    .input(z.object({ at: instant.nullable().default(null), points: z.number().int().min(1).max(2000) }))
    .output(burnDown.nullable()),
};
