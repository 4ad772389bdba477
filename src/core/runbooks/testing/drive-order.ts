import { z } from 'zod';

/** What a driving process is told to do. */
export const order = z.object({
  /** The data folder. */
  data: z.string(),
  profilePath: z.string(),
  runbook: z.string(),
  what: z.enum(['start', 'finish']),
  /** It kills itself just before or just after the journal is written for the nth time. */
  kill: z.object({ write: z.number(), moment: z.enum(['before', 'after']) }).nullable(),
  /** What has not ended after so long is stuck. */
  patienceMs: z.number(),
});

export type Order = z.infer<typeof order>;

/** What a driving process asks its parent, and waits for. */
export const asked = z.union([
  /** Everything is ready: the run begins once this is answered. */
  z.object({ ask: z.literal('begin') }),
  /** The changes that the practice system accepted since then. */
  z.object({ ask: z.literal('changes') }),
  /** A step is about to be answered. */
  z.object({ ask: z.literal('answer'), step: z.string() }),
]);

export type Asked = z.infer<typeof asked>;

/** What became of it. */
export const told = z.object({
  runs: z.array(z.object({ status: z.string(), why: z.string().nullable(), steps: z.array(z.string()) })),
  /** How often the journal was written since the run began. */
  writes: z.number(),
  /** It has not ended in the time it had. */
  isStuck: z.boolean(),
  asked: z.array(z.object({ step: z.string(), kind: z.string(), choice: z.string() })),
  /** Revisions of baselines that are kept here. */
  revisions: z.array(z.string()),
});

export type Told = z.infer<typeof told>;

/** Changes that the world has in its own log. */
export const worldChanges = z.array(z.object({ at: z.number(), method: z.string(), path: z.string() }));

export type WorldChanges = z.infer<typeof worldChanges>;
