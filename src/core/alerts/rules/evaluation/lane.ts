import type { Clock } from '../../../kernel/clock.ts';
import { createSlices, inSlices, type Slices, type Stepwise } from '../../../kernel/slices.ts';

/** Rejects with the signal's reason when it is aborted before the work is done. */
export type Lane = <Result>(work: Stepwise<Result>, signal: AbortSignal) => Promise<Result>;

/**
 * Work that is done one after the other, in slices that it shares: groups that are due at the same second would else
 * each take a slice of their own, and all of them together too long.
 */
export function createLane(clock: Clock): Lane {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let shared: Slices | null = null;

  const inTurn: Lane = async (work, signal) => {
    shared ??= createSlices(clock, undefined);
    const slices = shared;
    await last;
    signal.throwIfAborted();
    return inSlices(work, {
      isOver: slices.isOver,
      async rest() {
        await slices.rest();
        signal.throwIfAborted();
      },
    });
  };

  return async (work, signal) => {
    waiting += 1;
    const done = inTurn(work, signal);
    last = done.catch(() => undefined);
    try {
      return await done;
    } finally {
      waiting -= 1;
      if (waiting === 0) shared = null;
    }
  };
}
