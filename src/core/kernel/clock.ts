/** What waits and what measures. */
export interface Timer {
  /** Milliseconds that never run backwards; only differences mean anything. */
  monotonic(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels and may be called twice. */
  after(delayMs: number, run: () => void): Cancel;
}

/**
 * The one source of time. Everything that waits or asks "now" takes a Clock, so that a
 * four-hour watch is tested in a second and the sandbox can run faster than life.
 *
 * Intervals, windows, back-off and ages go by the clock itself. An exchange with the world takes as long
 * as it takes, however fast the clock runs: what it took ({@link stopwatch}) and how long it may take go by `real`.
 */
export interface Clock extends Timer {
  /** Wall-clock time, epoch milliseconds. */
  now(): number;
  /** Time as the rest of the world has it. */
  readonly real: Timer;
  /**
   * How far this clock goes on in so many real milliseconds: what an age or a deadline has to leave for
   * an exchange. The same number at life's pace.
   */
  during(realMs: number): number;
}

export type Cancel = () => void;

/** How a clock runs that is faster than life. */
export interface Pace {
  /** How many of its milliseconds pass in a real one. */
  timeScale: number;
  /** It showed `at` when it was `since` in real life; both epoch milliseconds. Left out: both are now. */
  since?: number;
  at?: number;
}

const REAL: Timer = {
  monotonic: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};

/**
 * The machine's clock. A pace makes waiting shorter; profiles other than the sandbox's refuse it. Clocks
 * of several processes that run at one pace show the same.
 */
export function systemClock({ timeScale, since, at }: Pace = { timeScale: 1 }): Clock {
  if (timeScale === 1 && since === at) {
    return { ...REAL, now: () => Date.now(), real: REAL, during: (realMs) => realMs };
  }
  const realNow = performance.timeOrigin + performance.now();
  const startedAt = (at ?? realNow) + (realNow - (since ?? realNow)) * timeScale;
  const startedMonotonic = REAL.monotonic();
  return {
    now: () => Math.round(startedAt + (REAL.monotonic() - startedMonotonic) * timeScale),
    monotonic: () => REAL.monotonic() * timeScale,
    after: (delayMs, run) => REAL.after(delayMs / timeScale, run),
    real: REAL,
    during: (realMs) => realMs * timeScale,
  };
}

/** Starts now; tells how many real milliseconds have passed since, at any pace of the clock. */
export function stopwatch({ real }: Pick<Clock, 'real'>): () => number {
  const startedAt = real.monotonic();
  return () => real.monotonic() - startedAt;
}

/** What is done in the world has as long as this in life, on however fast a clock. */
const LEAST_REAL_MS = 30_000;

/**
 * How long to wait on this clock for something in the world that has `ms` for it: on a fast clock long
 * enough for the exchanges with it, which are no faster.
 */
export function patience(clock: Pick<Clock, 'during'>, ms: number): number {
  return Math.max(ms, clock.during(Math.min(ms, LEAST_REAL_MS)));
}

/** Resolves after `delayMs`; rejects with the signal's reason when it is aborted first. */
export function sleep(clock: Pick<Timer, 'after'>, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** An ISO 8601 instant in UTC with milliseconds, the form of every time that leaves the core. */
export function toIso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** The same for what may never have happened. */
export function instantOf(epochMs: number | null): string | null {
  return epochMs === null ? null : toIso(epochMs);
}
