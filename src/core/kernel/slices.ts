import { setImmediate } from 'node:timers/promises';
import type { Clock } from './clock.ts';

/** A turn of the event loop for whatever waits. */
export function letOthersRun(): Promise<void> {
  return setImmediate();
}

/** Long work in short pieces, between which others have their turn. */
export interface Slices {
  /** Whether it is time to {@link rest}. */
  isOver(): boolean;
  /** @throws the signal's reason when the work is no longer wanted */
  rest(): Promise<void>;
}

/** The longest that the event loop is kept: less than a frame of a screen that shows something meanwhile. */
const SLICE_MS = 10;

export function createSlices(clock: Clock, signal: AbortSignal | undefined): Slices {
  let endsAt = clock.real.monotonic() + SLICE_MS;
  return {
    isOver: () => clock.real.monotonic() >= endsAt,
    async rest() {
      await letOthersRun();
      signal?.throwIfAborted();
      endsAt = clock.real.monotonic() + SLICE_MS;
    },
  };
}

/** Work that says where it can be left for a while: it yields wherever others may have their turn. */
export type Stepwise<Result> = Generator<void, Result, void>;

/** Does all of it without a pause. */
export function atOnce<Result>(work: Stepwise<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Does it in slices; work that is given up is ended, so that what it holds open is closed. */
export async function inSlices<Result>(work: Stepwise<Result>, slices: Slices): Promise<Result> {
  try {
    for (;;) {
      const step = work.next();
      if (step.done) return step.value;
      if (slices.isOver()) await slices.rest();
    }
  } catch (error) {
    (work as Stepwise<unknown>).return(undefined);
    throw error;
  }
}
