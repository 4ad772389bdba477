import type { Cancel, Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Store } from '../store/index.ts';

/** The subject of facts about the record itself. */
export const RECORD_SUBJECT = 'record';

/** What was forgotten last. */
export interface KeptFact {
  /** Nothing from before is complete, epoch milliseconds. */
  since: number;
  because: 'age' | 'size';
}

/** How far the clock was found to have moved by itself: negative is backward. */
export interface ClockFact {
  byMs: number;
}

/** Keeps the record in order and within its limits, and writes down that it did. */
export interface Upkeep {
  start(): void;
  stop(): void;
  /** One pass; it also runs by itself, every minute. */
  run(): Promise<void>;
}

const PASS_MS = 60_000;
/** Clocks are set right by fractions of a second all the time. */
const JUMP_MS = 5000;

export function createUpkeep(options: { store: Store; clock: Clock; log: Log }): Upkeep {
  const { store, clock, log } = options;
  let cancel: Cancel | null = null;
  let stopped = true;
  /** Wall clock less running time: it changes only when somebody sets the clock, or the machine slept. */
  let offset = clock.now() - clock.monotonic();

  const say = (facet: string, value: KeptFact | ClockFact) =>
    store.facts.record(RECORD_SUBJECT, facet, value, clock.now());

  const lookAtClock = () => {
    const now = clock.now();
    const moved = now - clock.monotonic() - offset;
    offset += moved;
    const aheadMs = store.settleClock(now);
    const byMs = aheadMs === null ? moved : -aheadMs;
    if (Math.abs(byMs) < JUMP_MS) return;
    log.warn('the clock has jumped; the record goes on in order', { byMs: Math.round(byMs) });
    say('clock', { byMs: Math.round(byMs) });
  };

  const run = async () => {
    try {
      lookAtClock();
      const forgotten = await store.keepWithinLimits(clock.now());
      if (!forgotten || stopped) return;
      log.info('the oldest part of the record was forgotten', { ...forgotten });
      say('kept', { since: forgotten.keptSince, because: forgotten.because });
    } catch (error) {
      log.error('the record cannot be kept within its limits', { error });
    }
  };
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
  };
}
