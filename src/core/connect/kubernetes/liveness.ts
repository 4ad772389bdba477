import type { Clock } from '../../kernel/clock.ts';
import { OperatorError, type Problem, problemOf } from '../../kernel/errors.ts';
import { KubernetesError } from './answer-error.ts';

/** Whether the server answers, asked for all reflectors of a connection together. */
export interface Liveness {
  /** What was wrong at the last question; null when nothing was, or before the first answer. */
  problem(): Problem | null;
  /** Asks while there is a listener; the listener is told after every question. */
  subscribe(listener: (verdict: Verdict) => void): () => void;
  /** Asks now instead of when it is due, as after sleep; an answer is told as a return. */
  askNow(): void;
}

export type Verdict =
  | {
      alive: true;
      at: number /** The question before failed, or the machine slept since. */;
      recovered: boolean;
    }
  | { alive: false; problem: Problem };

/**
 * A cut that nobody announces (half-open) must show within 5 s. The worst case is a cut right after an
 * answer: 1 s until the next question, 2 s for its answer and the grace below make 3.25 s.
 */
const INTERVAL_MS = 1000;
const TIMEOUT_MS = 2000;
/**
 * An answer that waits in the socket while this process was busy or asleep is no silence: before the
 * verdict the event loop gets one more turn to read it.
 */
const GRACE_MS = 250;
/** A server may ask for rest, but not for so long that nobody notices its return. */
const MAX_REST_MS = 30_000;

export function createLiveness(options: {
  clock: Clock;
  /** Asks the cheapest question there is; rejects as `Kubernetes.request` does. */
  ask(signal: AbortSignal): Promise<unknown>;
  lastContactAt(): number | null;
  /** Called when nothing came back at all. */
  abandon(reason: OperatorError): void;
  words: string;
}): Liveness & { close(): void } {
  const { clock, words } = options;
  const listeners = new Set<(verdict: Verdict) => void>();
  let problem: Problem | null = null;
  let stopLoop: (() => void) | undefined;
  let askNow = () => {};
  let woken = false;

  const tell = (verdict: Verdict) => {
    problem = verdict.alive ? null : verdict.problem;
    for (const listener of [...listeners]) listener(verdict);
  };

  /** Resolves to what failed, or null. */
  const askOnce = async (stopped: AbortSignal): Promise<unknown> => {
    const askedAt = clock.now();
    const limit = new AbortController();
    const onStop = () => limit.abort();
    stopped.addEventListener('abort', onStop);
    const silence = new OperatorError('timeout', `${words}: no answer within ${TIMEOUT_MS / 1000} s`);
    let cancel = clock.real.after(TIMEOUT_MS, () => {
      cancel = clock.real.after(GRACE_MS, () => limit.abort(silence));
    });
    try {
      await options.ask(limit.signal);
      return null;
    } catch (error) {
      // Other answers kept coming: it is this question that was slow, not the server that is gone.
      const heard = options.lastContactAt();
      return error === silence && heard !== null && heard > askedAt ? null : error;
    } finally {
      cancel();
      stopped.removeEventListener('abort', onStop);
    }
  };

  const start = () => {
    const stop = new AbortController();
    let cancelWait = () => {};
    let asking = false;
    const round = async () => {
      asking = true;
      const error = await askOnce(stop.signal);
      asking = false;
      if (stop.signal.aborted) return;
      let restMs = INTERVAL_MS;
      if (error === null || isAlive(error)) {
        tell({
          alive: true,
          at: options.lastContactAt() ?? clock.now(),
          recovered: problem !== null || woken,
        });
        woken = false;
      } else {
        if (error instanceof KubernetesError) restMs = Math.max(restMs, error.retryAfterMs ?? 0);
        else if (error instanceof OperatorError && isSilence(error)) options.abandon(error);
        tell({ alive: false, problem: problemOf(error) });
      }
      if (!stop.signal.aborted) {
        cancelWait = clock.real.after(Math.min(restMs, MAX_REST_MS), () => void round());
      }
    };
    askNow = () => {
      woken = true;
      if (asking) return;
      cancelWait();
      void round();
    };
    void round();
    return () => {
      askNow = () => {};
      stop.abort();
      cancelWait();
    };
  };

  return {
    problem: () => problem,
    subscribe(listener) {
      listeners.add(listener);
      stopLoop ??= start();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stopLoop?.();
        stopLoop = undefined;
      };
    },
    askNow: () => askNow(),
    close() {
      listeners.clear();
      stopLoop?.();
      stopLoop = undefined;
    },
  };
}

/**
 * Whoever answers is there. Only not knowing who we are (401), having no time for us (429) and failing
 * (5xx) say that what is shown cannot be relied on; that a gateway hides this question says nothing.
 */
function isAlive(error: unknown): boolean {
  return (
    error instanceof KubernetesError && error.status < 500 && error.status !== 401 && error.status !== 429
  );
}

/** Nothing came back: what is open leads nowhere. */
function isSilence(error: OperatorError): boolean {
  return error.code === 'timeout' || error.code === 'unreachable';
}
