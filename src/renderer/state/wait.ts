/** Milliseconds before the n-th new attempt (from 0): 0.5 s, doubling, at most 10 s. */
export function retryDelayMs(attempt: number): number {
  return Math.min(500 * 2 ** attempt, 10_000);
}

/** Resolves after the time, or as soon as the signal is aborted. */
export function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
