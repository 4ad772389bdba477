import type { OperatorError } from '../kernel/errors.ts';
import { createLatencies, type LatencySummary } from './latencies.ts';

/** What became of the requests of a load test. Every request that ended is counted once. */
export interface LoadTally extends LatencySummary {
  /** `unanswered`: given up, since nothing answers there. `stopped`: by whoever began it. */
  ended: 'complete' | 'unanswered' | 'stopped';
  /** That came to an end; succeeded and failed together. */
  requests: number;
  /** Answered with 200 to 299. Only their time is in the percentiles: a failure is often quick. */
  succeeded: number;
  failed: number;
  /** Of those that failed: answered with another status. */
  otherStatuses: number;
  /** Of those that failed: not answered in time. */
  timeouts: number;
  /** Of those that failed: refused, cut, or answered with what is no answer. */
  errors: number;
  /** By status. */
  statuses: Readonly<Record<string, number>>;
  /** What failures said, the most frequent first; no more than ten kinds. */
  problems: readonly { words: string; count: number }[];
  /** The slowest connecting, of each worker's first request and of those after a cut; in no other figure. */
  connectMs: number | null;
  /** Of the bodies of answers. */
  bodyBytes: number;
  durationMs: number;
  /** Answers of every status by time; null when it took no time. */
  perSecond: number | null;
}

/** While it runs. */
export interface LoadProgress {
  /** With whatever status. */
  answered: number;
  /** Without an answer. */
  failed: number;
  elapsedMs: number;
}

const MOST_KINDS = 10;

export function createTally() {
  const latencies = createLatencies();
  const statuses = new Map<number, number>();
  const problems = new Map<string, number>();
  let [succeeded, otherStatuses, timeouts, errors, bodyBytes] = [0, 0, 0, 0, 0];
  let startedAt = performance.now();
  let connectMs: number | null = null;

  return {
    begin() {
      startedAt = performance.now();
    },
    connected(ms: number) {
      connectMs = Math.max(connectMs ?? 0, Math.round(ms));
    },
    answered(status: number, ms: number, bytes: number) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      bodyBytes += bytes;
      if (status >= 200 && status < 300) {
        succeeded += 1;
        latencies.record(ms);
      } else {
        otherStatuses += 1;
      }
    },
    failed({ code, message }: OperatorError) {
      if (code === 'timeout') timeouts += 1;
      else errors += 1;
      const words = problems.size < MOST_KINDS || problems.has(message) ? message : 'other failures';
      problems.set(words, (problems.get(words) ?? 0) + 1);
    },
    /** How many failed while not one was answered; 0 once one was. */
    failedAlone: () => (succeeded + otherStatuses === 0 ? timeouts + errors : 0),
    progress: (): LoadProgress => ({
      answered: succeeded + otherStatuses,
      failed: timeouts + errors,
      elapsedMs: performance.now() - startedAt,
    }),
    end(ended: LoadTally['ended']): LoadTally {
      const durationMs = performance.now() - startedAt;
      const answered = succeeded + otherStatuses;
      const failed = otherStatuses + timeouts + errors;
      return {
        ended,
        requests: succeeded + failed,
        ...{ succeeded, failed, otherStatuses, timeouts, errors },
        statuses: Object.fromEntries(statuses),
        problems: [...problems]
          .map(([words, count]) => ({ words, count }))
          .toSorted((one, other) => other.count - one.count),
        ...{ connectMs, bodyBytes },
        durationMs: Math.round(durationMs),
        perSecond: durationMs > 0 ? Math.round((answered / durationMs) * 10_000) / 10 : null,
        ...latencies.summary(),
      };
    },
  };
}
