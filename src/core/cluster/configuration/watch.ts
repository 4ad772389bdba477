import { type Cancel, type Clock, patience } from '../../kernel/clock.ts';
import { type Problem, problemOf } from '../../kernel/errors.ts';
import type { ConfigurationReport } from './report.ts';

/** The configuration as it was last seen. */
export interface SeenReport {
  /** Null while nobody has seen it. */
  report: ConfigurationReport | null;
  /** Epoch milliseconds. */
  observedAt: number | null;
  /** Why it is not as it is now; null while it is. */
  problem: Problem | null;
}

/** Looks at the configuration in a rhythm while somebody wants to know it. */
export interface ConfigurationWatch {
  now(): SeenReport;
  /** Looks as long as somebody listens; told after each look. */
  subscribe(listener: () => void): () => void;
}

const EVERY_MS = 15_000;
/** On a fast clock everything else would wait for looks that follow each other without a pause. */
const LEAST_REAL_MS = 1000;
/** After an act: the journal has told of it, and a moment later its effect is there. */
const SOON_MS = 700;
const STALE_AFTER_MS = 60_000;

export function createConfigurationWatch(options: {
  /** @throws OperatorError when nothing could be read */
  look: (signal: AbortSignal) => Promise<SeenReport & { report: ConfigurationReport }>;
  /** What was last recorded. */
  last: () => SeenReport;
  /** Told after something was done, here or by another process. */
  onAct: (listener: () => void) => () => void;
  clock: Clock;
}): ConfigurationWatch {
  const { look, last, onAct, clock } = options;
  const listeners = new Set<() => void>();
  let seen: SeenReport = { report: null, observedAt: null, problem: null };
  let cancel: Cancel = () => {};
  let stopActs = () => {};
  let looking: AbortController | null = null;
  let isAskedAgain = false;

  const goOn = async () => {
    const stop = new AbortController();
    looking = stop;
    try {
      seen = await look(stop.signal);
    } catch (error) {
      if (stop.signal.aborted) return;
      seen = { ...(seen.report === null ? last() : seen), problem: problemOf(error) };
    } finally {
      if (looking === stop) looking = null;
    }
    for (const listener of listeners) listener();
    if (listeners.size === 0) return;
    const waitMs = isAskedAgain ? clock.during(SOON_MS) : Math.max(EVERY_MS, clock.during(LEAST_REAL_MS));
    isAskedAgain = false;
    goOnIn(waitMs);
  };
  const goOnIn = (waitMs: number) => {
    cancel();
    cancel = clock.after(waitMs, () => void goOn());
  };

  return {
    now() {
      const isOld =
        seen.observedAt !== null &&
        seen.problem === null &&
        clock.now() - seen.observedAt > patience(clock, STALE_AFTER_MS);
      return isOld ? { ...seen, problem: TOO_OLD } : seen;
    },
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) {
        stopActs = onAct(() => {
          if (looking !== null) isAskedAgain = true;
          else goOnIn(clock.during(SOON_MS));
        });
        void goOn();
      }
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return;
        cancel();
        stopActs();
        looking?.abort();
        looking = null;
      };
    },
  };
}

const TOO_OLD: Problem = {
  code: 'timeout',
  message: 'Nobody has looked for a while',
  hint: null,
  retryable: true,
};
