import type { Writing } from '../../connect/kubernetes/managed-fields.ts';
import { type Clock, toIso } from '../../kernel/clock.ts';
import { problemOf } from '../../kernel/errors.ts';
import type { Observation } from '../../observe/observation.ts';
import type { ArgoOrder } from './argo-orders.ts';

/** The share of traffic as it is written in the cluster. */
export interface SeenShare {
  /** Percent of the traffic that uses the MLOps features, 0 to 100; null: what is written does not tell. */
  percentage: number | null;
  /** Why it does not tell, or why what is written is not in force; null: it tells, and it is. */
  note: string | null;
  /** By whose hand it is what it is; null where the API server keeps no managers. Times have whole seconds. */
  movedBy: Writing | null;
  /** The orders that it can be given as it is; left out where there are none. */
  can?: readonly ArgoOrder[];
}

export type ShareObservation = Observation<SeenShare>;

/**
 * One look. What keeps it from being made is an observation too.
 *
 * @param source where it is read, in words: `config map acgs-production/mlops-config`
 * @throws the signal's reason when the operator stopped
 */
export async function observeShare(options: {
  source: string;
  clock: Clock;
  signal: AbortSignal;
  look: () => Promise<SeenShare>;
}): Promise<ShareObservation> {
  const { source, clock, signal, look } = options;
  const startedAt = clock.monotonic();
  const result = await look().then(
    (value) => ({ ok: true, value }) as const,
    (error: unknown) => {
      signal.throwIfAborted();
      return { ok: false, problem: problemOf(error) } as const;
    },
  );
  return {
    ...{ subject: 'mlops-manager', source, result },
    observedAt: clock.now(),
    durationMs: clock.monotonic() - startedAt,
  };
}

/**
 * What somebody else has made of the share that was set; null where it is what it is to be, and where it cannot be
 * told, which is another matter.
 */
export function movedByOthers({ source, result }: ShareObservation, percentage: number): string | null {
  if (!result.ok || result.value.percentage === null || result.value.percentage === percentage) return null;
  const { movedBy } = result.value;
  const who = movedBy === null ? 'somebody' : `${movedBy.name} at ${toIso(movedBy.at)}`;
  return `${source} says ${result.value.percentage} %, not ${percentage} %: moved by ${who}`;
}
