import { type Clock, instantOf } from '../kernel/clock.ts';
import { conflate } from '../kernel/conflate.ts';
import type { Rollouts } from './index.ts';

const LIST_MS = 500;

/** All rollouts with the share that there is, again after every change. */
export function rolloutFrames(
  { rollouts, clock }: { rollouts: Rollouts; clock: Clock },
  signal: AbortSignal | undefined,
) {
  return conflate({
    clock,
    frameMs: LIST_MS,
    subscribe: rollouts.share.subscribe,
    snapshot() {
      const { observedAt, ...share } = rollouts.share.now();
      return { items: [] as never[], traffic: { ...share, observedAt: instantOf(observedAt) } };
    },
    signal,
  });
}
