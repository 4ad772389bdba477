import type { Cancel, Clock } from './clock.ts';

interface Timer {
  dueAt: number;
  order: number;
  run: () => void;
}

/** A clock that moves only when told to. For tests and for replaying history. */
export interface ManualClock extends Clock {
  /**
   * Moves time forward and runs what falls due, in order. Between two timers the microtask queue is
   * drained, so that a loop which waits, works and waits again takes all its turns.
   */
  advance(byMs: number): Promise<void>;
  /** The machine sleeps: the wall clock goes on, what waits does not. A negative time sets the clock back. */
  sleep(byMs: number): void;
  /** How many timers are waiting. */
  pending(): number;
}

export function manualClock(startAt = Date.UTC(2025, 5, 27, 9, 0, 0)): ManualClock {
  let now = startAt;
  let sleptMs = 0;
  let order = 0;
  const timers = new Set<Timer>();

  const nextDue = (until: number): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.dueAt > until) continue;
      if (!next || timer.dueAt < next.dueAt || (timer.dueAt === next.dueAt && timer.order < next.order)) {
        next = timer;
      }
    }
    return next;
  };

  return {
    now: () => now + sleptMs,
    monotonic: () => now - startAt,
    after(delayMs: number, run: () => void): Cancel {
      const timer: Timer = { dueAt: now + Math.max(0, delayMs), order: order++, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(byMs: number) {
      const target = now + byMs;
      await settle();
      for (let timer = nextDue(target); timer; timer = nextDue(target)) {
        timers.delete(timer);
        now = Math.max(now, timer.dueAt);
        timer.run();
        await settle();
      }
      now = target;
    },
    sleep(byMs) {
      sleptMs += byMs;
    },
    pending: () => timers.size,
  };
}

/** Lets promises and freshly resolved I/O callbacks run; a macrotask turn, not a wait. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
