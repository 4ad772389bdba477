import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../kernel/clock.ts';

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
  let endsAt = clock.monotonic() + SLICE_MS;
  return {
    isOver: () => clock.monotonic() >= endsAt,
    async rest() {
      await setImmediate();
      signal?.throwIfAborted();
      endsAt = clock.monotonic() + SLICE_MS;
    },
  };
}
