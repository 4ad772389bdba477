import { meetsTarget, type Threshold } from '../connect/profile/thresholds.ts';
import { percent } from '../kernel/percent.ts';
import type { LoadTally } from './tally.ts';

/** Targets T1 and T6 of the profile. */
export interface LoadLimits {
  responseTime: Threshold;
  errorRate: Threshold;
}

export interface LoadLimit {
  id: 'response-time' | 'error-rate';
  title: string;
  /** Milliseconds, or a share from 0 to 1; null when nothing was answered. */
  value: number | null;
  /** Has to be below. */
  target: number;
  /** `unknown`: too few answers to tell. */
  state: 'met' | 'missed' | 'unknown';
  words: string;
}

/** One in twenty is slower than the 95th percentile: among fewer it is but the slowest. */
const LEAST_FOR_P95 = 20;

export function judgeLoad(
  tally: LoadTally,
  { responseTime, errorRate }: LoadLimits,
): { verdict: 'pass' | 'fail' | 'unknown'; limits: readonly LoadLimit[] } {
  const limits = [judgeP95(tally, responseTime), judgeErrors(tally, errorRate)];
  const states = limits.map(({ state }) => state);
  if (states.includes('missed')) return { verdict: 'fail', limits };
  const isKnown = tally.ended === 'complete' && !states.includes('unknown');
  return { verdict: isKnown ? 'pass' : 'unknown', limits };
}

function judgeP95({ succeeded, p95Ms }: LoadTally, limit: Threshold): LoadLimit {
  const isTooFew = p95Ms === null || succeeded < LEAST_FOR_P95;
  const state = isTooFew ? 'unknown' : meetsTarget(limit, p95Ms) ? 'met' : 'missed';
  const wanted = `below ${limit.target} ms`;
  const words = isTooFew
    ? `cannot be told from ${succeeded} answers, ${LEAST_FOR_P95} are needed`
    : `${millisecondWords(p95Ms)}, ${state === 'met' ? '' : 'not '}${wanted}`;
  return {
    id: 'response-time',
    title: 'Response time (p95)',
    value: p95Ms,
    target: limit.target,
    state,
    words,
  };
}

/** One failure has to be able to keep the limit: of fewer requests none at all says little. */
function judgeErrors({ requests, failed }: LoadTally, limit: Threshold): LoadLimit {
  const share = requests === 0 ? null : failed / requests;
  const least = limit.target > 0 ? Math.ceil(1 / limit.target) : 1;
  const isMissed = share !== null && !meetsTarget(limit, share);
  const state = isMissed ? 'missed' : requests < least ? 'unknown' : 'met';
  const wanted = `below ${percent(limit.target)}`;
  const words =
    state === 'unknown'
      ? `${failed} of ${requests} failed, whether it is ${wanted} can be told from ${least} on`
      : `${failed} of ${requests} failed (${percent(share ?? 0)}), ${state === 'met' ? '' : 'not '}${wanted}`;
  return { id: 'error-rate', title: 'Error rate', value: share, target: limit.target, state, words };
}

/** In as many digits as one compares: `0.84 ms`, `12 ms`, `2310 ms`. */
export function millisecondWords(ms: number): string {
  return `${ms >= 10 ? Math.round(ms) : Number(ms.toPrecision(2))} ms`;
}
