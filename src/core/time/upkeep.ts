import type { Cancel, Clock } from '../kernel/clock.ts';
import type { Problem } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Store } from '../store/index.ts';
import { createClockWatch } from './clock-watch.ts';
import { RECORD_SUBJECT } from './record-subject.ts';

/** What was forgotten last. */
export interface KeptFact {
  /** Nothing from before is complete, epoch milliseconds. */
  since: number;
  because: 'age' | 'size';
}

/** Keeps the record in order and within its limits, and writes down that it did. */
export interface Upkeep {
  start(): void;
  stop(): void;
  /** One pass; it also runs by itself, every minute. */
  run(): Promise<void>;
  /** What the operator has to know of the clock: it is far from what was recorded. */
  trouble(): Problem | null;
}

const PASS_MS = 60_000;

/**
 * The clock is looked at here already: whoever only comes to write one look down must not write it into
 * a time that nobody believes.
 */
export function createUpkeep(options: { store: Store; clock: Clock; log: Log; maxGapMs: number }): Upkeep {
  const { store, clock, log } = options;
  const watch = createClockWatch(options);
  let cancel: Cancel | null = null;
  let stopped = true;

  const guarded = async (work: () => void | Promise<void>) => {
    try {
      await work();
    } catch (error) {
      log.error('the record cannot be kept within its limits', { error });
    }
  };
  void guarded(watch.look);

  const run = () =>
    guarded(async () => {
      watch.look();
      const forgotten = await store.keepWithinLimits(clock.now(), watch.leap());
      if (!forgotten || stopped) return;
      log.info('the oldest part of the record was forgotten', { ...forgotten });
      const kept: KeptFact = { since: forgotten.keptSince, because: forgotten.because };
      store.facts.record(RECORD_SUBJECT, 'kept', kept, clock.now());
    });
  const again = () => {
    cancel = clock.after(PASS_MS, () => {
      void run().then(() => {
        if (!stopped) again();
      });
    });
  };

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      void run();
      again();
    },
    stop() {
      stopped = true;
      cancel?.();
    },
    run,
    trouble: watch.trouble,
  };
}
