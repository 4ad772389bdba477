/**
 * The one source of time. Everything that waits or asks "now" takes a Clock, so that a
 * four-hour watch is tested in a second and the sandbox can run faster than life.
 */
export interface Clock {
  /** Wall-clock time, epoch milliseconds. */
  now(): number;
  /** Milliseconds that never run backwards; only differences mean anything. */
  monotonic(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels and may be called twice. */
  after(delayMs: number, run: () => void): Cancel;
}

export type Cancel = () => void;

/**
 * The machine's clock. `timeScale` makes waiting shorter (2 = twice as fast); profiles other than
 * the sandbox's refuse it.
 */
export function systemClock(timeScale = 1): Clock {
  const startedAt = Date.now();
  const startedMonotonic = performance.now();
  return {
    now: () =>
      timeScale === 1 ? Date.now() : startedAt + (performance.now() - startedMonotonic) * timeScale,
    monotonic: () => performance.now() * timeScale,
    after(delayMs, run) {
      const timer = setTimeout(run, Math.max(0, delayMs) / timeScale);
      return () => clearTimeout(timer);
    },
  };
}

/** Resolves after `delayMs`; rejects with the signal's reason when it is aborted first. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
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
