import { type Cancel, type Clock, systemClock } from '../../kernel/clock.ts';

/** The machine's clock, for tests that wait for nobody: it can be told that time has passed. */
export interface JumpingClock extends Clock {
  /** Lets so much time pass at once; what has fallen due by then runs. Exchanges notice nothing. */
  jump(byMs: number): void;
}

export function jumpingClock(): JumpingClock {
  let jumped = 0;
  const waiting = new Set<{ dueAt: number; timer: NodeJS.Timeout; run: () => void }>();
  const monotonic = () => performance.now() + jumped;
  const start = (dueAt: number, run: () => void) => {
    const it = { dueAt, run, timer: setTimeout(() => fire(it), Math.max(0, dueAt - monotonic())) };
    waiting.add(it);
    return it;
  };
  const fire = (it: { timer: NodeJS.Timeout; run: () => void; dueAt: number }) => {
    if (!waiting.delete(it)) return;
    clearTimeout(it.timer);
    it.run();
  };
  return {
    now: () => Date.now() + jumped,
    monotonic,
    after(delayMs, run): Cancel {
      const it = start(monotonic() + Math.max(0, delayMs), run);
      return () => {
        waiting.delete(it);
        clearTimeout(it.timer);
      };
    },
    real: systemClock().real,
    during: (realMs) => realMs,
    jump(byMs) {
      jumped += byMs;
      const now = monotonic();
      for (const it of [...waiting].toSorted((one, other) => one.dueAt - other.dueAt)) {
        if (it.dueAt <= now) fire(it);
        else {
          clearTimeout(it.timer);
          it.timer = setTimeout(() => fire(it), it.dueAt - now);
        }
      }
    },
  };
}
