import { useSyncExternalStore } from 'react';
import { useDesk } from './desk.tsx';
import { useRoute } from './route.ts';

/** One beat a second for everything that shows an age, in the core's time rather than this machine's. */
export interface Ticker {
  /** The core's now, epoch milliseconds, to the second. */
  seconds(): number;
  /** Told with each status of the core: its clock may differ from this machine's. */
  setServerNow(serverNowMs: number): void;
  subscribe(listener: () => void): () => void;
}

export function createTicker(now: () => number): Ticker {
  const listeners = new Set<() => void>();
  let offsetMs = 0;
  let current = floor(now());
  let timer: ReturnType<typeof setInterval> | null = null;

  function beat(): void {
    const next = floor(now() + offsetMs);
    if (next === current) return;
    current = next;
    for (const listener of listeners) listener();
  }

  return {
    seconds: () => current,
    setServerNow(serverNowMs) {
      const measured = serverNowMs - now();
      // Half a second is the journey of the message, not a difference of clocks: no age shall jitter.
      if (Math.abs(measured - offsetMs) < 500) return;
      offsetMs = measured;
      beat();
    },
    subscribe(listener) {
      listeners.add(listener);
      timer ??= setInterval(beat, 250);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || timer === null) return;
        clearInterval(timer);
        timer = null;
      };
    },
  };
}

/** The core's now, epoch milliseconds, renewed each second. */
export function usePresent(): number {
  const { ticker } = useDesk();
  return useSyncExternalStore(ticker.subscribe, ticker.seconds);
}

/** What ages are counted from: the core's now, or the past moment that is shown. */
export function useNow(): number {
  const { at } = useRoute();
  const present = usePresent();
  return at === null ? present : Date.parse(at);
}

function floor(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
