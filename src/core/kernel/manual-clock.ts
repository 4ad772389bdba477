import type { Cancel, Clock, Timer } from './clock.ts';

interface Waiting {
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

/** @param timeScale how many times faster than life it is said to run: `real` is so much slower */
export function manualClock(startAt = Date.UTC(2025, 5, 27, 9, 0, 0), timeScale = 1): ManualClock {
  let now = startAt;
  let sleptMs = 0;
  let order = 0;
  const timers = new Set<Waiting>();

  const nextDue = (until: number): Waiting | undefined => {
    let next: Waiting | undefined;
    for (const timer of timers) {
      if (timer.dueAt > until) continue;
      if (!next || timer.dueAt < next.dueAt || (timer.dueAt === next.dueAt && timer.order < next.order)) {
        next = timer;
      }
    }
    return next;
  };

  const after = (delayMs: number, run: () => void): Cancel => {
    const timer: Waiting = { dueAt: now + Math.max(0, delayMs), order: order++, run };
    timers.add(timer);
    return () => timers.delete(timer);
  };
  const real: Timer = {
    monotonic: () => (now - startAt) / timeScale,
    after: (delayMs, run) => after(delayMs * timeScale, run),
  };

  return {
    now: () => now + sleptMs,
    monotonic: () => now - startAt,
    after,
    real,
    during: (realMs) => realMs * timeScale,
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

/** The same clock on a machine that is slow: so much real time passes with every look at it. */
export function slowMachine(clock: Clock, eachLookMs: number): Clock {
  let elapsedMs = 0;
  return { ...clock, real: { ...clock.real, monotonic: () => (elapsedMs += eachLookMs) } };
}
