import { loadSecondsBetween } from '../load-curve.ts';

/** A spell during which requests were slowed down or failed. */
interface Episode {
  fromMs: number;
  toMs: number | undefined;
  slowMs: number;
  errorRate: number;
}

export interface TrafficCounts {
  requests: number;
  /** Of `requests`, by outcome. */
  ok: number;
  clientErrors: number;
  serverErrors: number;
  /** How many durations there are: within three of `requests`, whose parts are counted each by itself. */
  timed: number;
  /** Of `timed`, cumulative, by upper bound in seconds; the last bound is Infinity. */
  buckets: readonly { bound: number; count: number }[];
  durationSumSeconds: number;
}

/** Everything a service has ever served: a function of time, so counters grow steadily and never go back. */
export interface Traffic {
  countsAt(atMs: number): TrafficCounts;
  /** From now on requests are slowed or fail; both 0 is back to normal. */
  disturb(atMs: number, slowMs: number, errorRate: number): void;
}

const clientErrorShare = 0.0016;
const serverErrorShare = 0.0004;
const slowBaseSeconds = 0.19;

/** Cumulative shares by bound in seconds; interpolated as Prometheus does, the 95th percentile is 450 ms. */
const distribution: readonly [number, number][] = [
  [0.005, 0.01],
  [0.01, 0.04],
  [0.025, 0.11],
  [0.05, 0.22],
  [0.1, 0.42],
  [0.25, 0.78],
  [0.5, 0.9925],
  [0.75, 0.998],
  [1, 0.9993],
  [2.5, 0.99995],
  [5, 1],
  [10, 1],
  [Number.POSITIVE_INFINITY, 1],
];

/** Sums of the same that are added in another order differ by a little; a counter must not fall for that. */
function whole(count: number): number {
  return Math.floor(count + 1e-3);
}

/** @param bornMs when the service's counters were at zero */
export function createTraffic(requestsPerSecond: number, bornMs: number): Traffic {
  const episodes: Episode[] = [];
  const during = ({ fromMs, toMs }: Episode, atMs: number) =>
    requestsPerSecond * loadSecondsBetween(fromMs, Math.min(toMs ?? atMs, atMs));
  return {
    countsAt(atMs) {
      const served = requestsPerSecond * loadSecondsBetween(bornMs, atMs);
      const injected = episodes.reduce(
        (total, episode) => total + during(episode, atMs) * episode.errorRate,
        0,
      );
      // Each part by itself: the difference of two that grow in steps would step back now and then.
      const answered = served - injected;
      const clientErrors = whole(answered * clientErrorShare);
      const serverErrors = whole(answered * serverErrorShare + injected);
      const ok = whole(answered * (1 - clientErrorShare - serverErrorShare));
      const timed = whole(served);
      const slowed = episodes
        .filter(({ slowMs }) => slowMs > 0)
        .map((episode) => ({
          count: during(episode, atMs),
          seconds: slowBaseSeconds + episode.slowMs / 1000,
        }));
      const normal = served - slowed.reduce((total, { count }) => total + count, 0);
      return {
        requests: ok + clientErrors + serverErrors,
        ok,
        clientErrors,
        serverErrors,
        timed,
        buckets: distribution.map(([bound, share]) => ({
          bound,
          count: Number.isFinite(bound)
            ? Math.min(
                timed,
                whole(
                  normal * share +
                    slowed.reduce((total, { count, seconds }) => total + (seconds <= bound ? count : 0), 0),
                ),
              )
            : timed,
        })),
        durationSumSeconds:
          normal * slowBaseSeconds + slowed.reduce((total, { count, seconds }) => total + count * seconds, 0),
      };
    },
    disturb(atMs, slowMs, errorRate) {
      const last = episodes.at(-1);
      if (last !== undefined && last.toMs === undefined) {
        last.toMs = atMs;
      }
      if (slowMs > 0 || errorRate > 0) {
        episodes.push({ fromMs: atMs, toMs: undefined, slowMs, errorRate });
      }
    },
  };
}
