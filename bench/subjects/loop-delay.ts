import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface LoopDelay {
  /** The longest time the event loop went without a turn. */
  maxMs: number;
  p99Ms: number;
}

/** Timers of one millisecond: an undisturbed loop shows little more than that. */
const RESOLUTION_MS = 1;
const NS_PER_MS = 1e6;

export interface LoopWatch {
  /** Forgets what was before. */
  restart(): void;
  /** Since the last `restart`. */
  read(): LoopDelay;
}

export function watchLoop(): LoopWatch {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return {
    restart: () => histogram.reset(),
    read() {
      return { maxMs: histogram.max / NS_PER_MS, p99Ms: histogram.percentile(99) / NS_PER_MS };
    },
  };
}
