import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { instant, problem, sourceState } from './source.ts';

/** What the frame around the panels shows: who and where we are, and how the sources are doing. */
export const shellStatus = z.object({
  now: instant,
  version: z.string(),
  host: z.enum(['electron', 'browser']),
  profile: z.object({ name: z.string(), environment: z.enum(['production', 'staging', 'sandbox']) }),
  /** Set when no profile was configured and the practice system was opened instead. */
  sandboxNotice: z.string().nullable(),
  sources: z.array(sourceState),
  store: z.object({ sizeBytes: z.number(), facts: z.number(), samples: z.number() }),
  /** What is wrong with what is kept here: a record that was damaged, or is not kept. */
  troubles: z.array(problem),
  probes: z.object({ total: z.number(), lastRunAt: instant.nullable(), nextRunAt: instant.nullable() }),
});
export type ShellStatus = z.infer<typeof shellStatus>;

export const shellContract = {
  /** The latest status, again after every change, at most four times a second. */
  watch: oc.output(eventIterator(shellStatus)),
};
