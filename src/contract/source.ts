import { z } from 'zod';

/** ISO 8601 instant in UTC. */
export const instant = z.iso.datetime();

/** Which moment is asked for; null is live. Of the past there is one frame, and the stream stays open. */
export const atMoment = z.object({ at: instant.nullable().default(null) });

/** An error as the operator sees it: what happened, and what to do. */
export const problem = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
});
export type ProblemView = z.infer<typeof problem>;

/**
 * How a source of observations is doing. `stale` means it was live and is not now: what is shown is
 * `observedAt` old. `not-configured` means the profile leaves it out.
 */
export const sourceState = z.object({
  id: z.enum(['cluster', 'probes', 'usage', 'prometheus']),
  name: z.string(),
  state: z.enum(['connecting', 'live', 'stale', 'forbidden', 'not-configured']),
  observedAt: instant.nullable(),
  since: instant.nullable(),
  problem: problem.nullable(),
});
export type SourceState = z.infer<typeof sourceState>;
