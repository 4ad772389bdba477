import type { SandboxClock } from './clock.ts';

/** The sandbox's waiting: on its clock, in so much less time as things take their course faster; none outlives `stop`. */
export interface Pace {
  after(delayMs: number, act: () => void): () => void;
  every(periodMs: number, act: () => void): () => void;
  stop(): void;
}

interface Waiting {
  /** Milliseconds of the clock that were left when it was last armed. */
  leftMs: number;
  armedAt: number;
  timer: NodeJS.Timeout | undefined;
  act: () => void;
}

/** On a fast clock the periods of much that goes on would be shorter than what is done in them takes. */
const LEAST_PERIOD_MS = 20;

/**
 * @param haste how many times faster than the clock things take their course
 */
export function createPace(
  haste: number,
  clock: Pick<SandboxClock, 'timeScale' | 'onChange'> = { timeScale: () => 1, onChange: () => {} },
): Pace {
  const waiting = new Set<Waiting>();
  const factor = () => haste * clock.timeScale();
  let armedWith = factor();
  const arm = (it: Waiting) => {
    it.armedAt = performance.now();
    it.timer = setTimeout(() => {
      waiting.delete(it);
      it.act();
    }, it.leftMs / armedWith);
  };
  clock.onChange(() => {
    for (const it of waiting) {
      clearTimeout(it.timer);
      it.leftMs = Math.max(0, it.leftMs - (performance.now() - it.armedAt) * armedWith);
    }
    armedWith = factor();
    for (const it of waiting) arm(it);
  });
  const after = (delayMs: number, act: () => void) => {
    const it: Waiting = { leftMs: delayMs, armedAt: 0, timer: undefined, act };
    waiting.add(it);
    arm(it);
    return () => {
      clearTimeout(it.timer);
      waiting.delete(it);
    };
  };
  return {
    after,
    every(periodMs, act) {
      let cancel = () => {};
      const again = () => {
        cancel = after(Math.max(periodMs, LEAST_PERIOD_MS * armedWith), () => {
          again();
          act();
        });
      };
      again();
      return () => cancel();
    },
    stop() {
      for (const it of waiting) clearTimeout(it.timer);
      waiting.clear();
    },
  };
}
