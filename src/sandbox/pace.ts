/** The sandbox's waiting: delays are divided by the time scale, and none outlives `stop`. */
export interface Pace {
  after(delayMs: number, act: () => void): () => void;
  every(periodMs: number, act: () => void): () => void;
  stop(): void;
}

/** @param timeScale how many times faster than life delays pass; 1 is life */
export function createPace(timeScale: number): Pace {
  const cancels = new Set<() => void>();
  return {
    after(delayMs, act) {
      const cancel = () => {
        clearTimeout(timer);
        cancels.delete(cancel);
      };
      const timer = setTimeout(() => {
        cancels.delete(cancel);
        act();
      }, delayMs / timeScale);
      cancels.add(cancel);
      return cancel;
    },
    every(periodMs, act) {
      const timer = setInterval(act, Math.max(1, periodMs / timeScale));
      const cancel = () => {
        clearInterval(timer);
        cancels.delete(cancel);
      };
      cancels.add(cancel);
      return cancel;
    },
    stop() {
      for (const cancel of [...cancels]) {
        cancel();
      }
    },
  };
}
