import type { Clock } from './clock.ts';

/**
 * Turns "something changed" into frames for a screen: the reader gets `snapshot()` at once and again
 * after changes, at most once every `frameMs`. A slow reader misses intermediate states, never the
 * latest, and nothing queues up behind it (the RPC transport has no back-pressure of its own).
 */
export async function* conflate<T>(options: {
  clock: Clock;
  frameMs: number;
  subscribe: (changed: () => void) => () => void;
  snapshot: () => T;
  signal?: AbortSignal | undefined;
}): AsyncGenerator<T, void, void> {
  const { clock, frameMs, signal } = options;
  let dirty = true;
  let wake: (() => void) | undefined;
  const rouse = () => {
    wake?.();
    wake = undefined;
  };
  const unsubscribe = options.subscribe(() => {
    dirty = true;
    rouse();
  });
  signal?.addEventListener('abort', rouse);
  try {
    let notBefore = Number.NEGATIVE_INFINITY;
    while (!signal?.aborted) {
      if (!dirty) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const waitMs = notBefore - clock.real.monotonic();
      if (waitMs > 0) {
        await new Promise<void>((resolve) => {
          const cancel = clock.real.after(waitMs, resolve);
          wake = () => {
            cancel();
            resolve();
          };
        });
        continue;
      }
      dirty = false;
      notBefore = clock.real.monotonic() + frameMs;
      yield options.snapshot();
    }
  } finally {
    signal?.removeEventListener('abort', rouse);
    unsubscribe();
  }
}
