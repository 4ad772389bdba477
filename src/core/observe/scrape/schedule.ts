import type { Cancel, Clock } from '../../kernel/clock.ts';
import type { Target } from './target.ts';

/** Reads targets again and again: each in a rhythm of its own, never the same one twice at a time. */
export interface ScrapeSchedule {
  start(): void;
  stop(): void;
}

/** A timer that is late by no more counts as on time, so that intervals are the same: 1 % as Prometheus, at most. */
const TOLERATED_SHARE = 0.01;
/** Between the first looks: all at once they would queue up behind each other on our own thread. */
const SPACING_MS = 20;

export function createScrapeSchedule(options: {
  targets: readonly { target: Target; intervalMs: number }[];
  clock: Clock;
}): ScrapeSchedule {
  const { clock } = options;
  let running: (() => void)[] = [];

  const lane = (target: Target, intervalMs: number, offsetMs: number) => {
    let cancel: Cancel = () => {};
    let stopped = false;
    const startedAt = clock.monotonic() + offsetMs;
    const wait = (turn: number) => {
      const dueMs = startedAt + turn * intervalMs;
      cancel = clock.after(Math.max(0, dueMs - clock.monotonic()), () => {
        const lateMs = clock.monotonic() - dueMs;
        const onTime = lateMs <= intervalMs * TOLERATED_SHARE;
        void target.scrape(Math.round(clock.now() - (onTime ? Math.max(0, lateMs) : 0))).finally(() => {
          if (stopped) return;
          // Turns that passed meanwhile are over.
          wait(Math.max(turn + 1, Math.ceil((clock.monotonic() - startedAt) / intervalMs)));
        });
      });
    };
    wait(0);
    return () => {
      stopped = true;
      cancel();
      target.stop();
    };
  };

  return {
    start() {
      if (running.length > 0) return;
      running = options.targets.map(({ target, intervalMs }, index) =>
        lane(target, intervalMs, clock.during(index * SPACING_MS)),
      );
    },
    stop() {
      for (const end of running) end();
      running = [];
    },
  };
}
