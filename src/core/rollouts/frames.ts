import { type Clock, instantOf, toIso } from '../kernel/clock.ts';
import { conflate } from '../kernel/conflate.ts';
import type { Rollouts } from './index.ts';
import { rolloutSummary, rolloutTold } from './told.ts';

const FOLLOW_MS = 250;
const LIST_MS = 500;

interface Shown {
  rollouts: Rollouts;
  clock: Clock;
}

/** All rollouts with the share that there is, again after every change. */
export function rolloutListFrames({ rollouts, clock }: Shown, signal: AbortSignal | undefined) {
  return conflate({
    clock,
    frameMs: LIST_MS,
    subscribe(listener) {
      const undo = [rollouts.subscribe(listener), rollouts.share.subscribe(listener)];
      return () => {
        for (const stop of undo) stop();
      };
    },
    snapshot() {
      const { observedAt, movedBy, can, metrics, ...share } = rollouts.share.now();
      return {
        items: rollouts.list().map(rolloutSummary),
        traffic: {
          ...{ ...share, can: [...can], observedAt: instantOf(observedAt) },
          metrics: metrics && { ...metrics, observedAt: instantOf(metrics.observedAt) },
          movedBy: movedBy && { name: movedBy.name, at: toIso(movedBy.at) },
        },
      };
    },
    signal,
  });
}

/** One of them, again after every change and measurement. */
export function rolloutFrames({ rollouts, clock }: Shown, id: string, signal: AbortSignal | undefined) {
  return conflate({
    clock,
    frameMs: FOLLOW_MS,
    subscribe: rollouts.subscribe,
    snapshot: () => rolloutTold(rollouts.get(id)),
    signal,
  });
}
