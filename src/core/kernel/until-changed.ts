/**
 * Resolves with the next change that a listener is told of. A stop that comes meanwhile wakes it, too; one that has
 * come before does not: what follows from it is waited for as well.
 */
export function untilChanged(
  subscribe: (listener: () => void) => () => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      unsubscribe();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const unsubscribe = subscribe(done);
    if (!signal.aborted) signal.addEventListener('abort', done, { once: true });
  });
}
