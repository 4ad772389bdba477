import { type Threshold, type ThresholdId, thresholdOf } from '../connect/profile/thresholds.ts';
import type { Limits } from '../kernel/limits.ts';
import type { StageCheck } from './check.ts';

const SECOND = 1000;
const COMMON = { inconclusive: 3, errorsInARow: 3, staleAfterMs: 120 * SECOND, leastRequests: null };
/** One in twenty is slower than the 95th percentile: among fewer it is but the slowest. */
const LEAST_FOR_P95 = 20;

/**
 * What the guides watch while traffic rises: the targets of the profile, and how often and how long each may be missed
 * before it is rolled back. Another constitutional hash is one too many.
 */
export function defaultChecks(thresholds: ReadonlyMap<ThresholdId, Threshold>): readonly StageCheck[] {
  const target = (
    id: 'compliance' | 'response-time' | 'error-rate' | 'availability',
    rest: Pick<StageCheck, 'everyMs' | 'failures'> & Partial<StageCheck>,
  ): StageCheck => {
    const threshold = thresholdOf(thresholds, id);
    const measures = { what: 'target', target: id } as const;
    return {
      ...COMMON,
      ...limitsOf(threshold),
      id,
      title: threshold.title,
      unit: threshold.unit,
      measures,
      ...rest,
    };
  };
  const leastForShare = Math.ceil(1 / Math.max(thresholdOf(thresholds, 'error-rate').target, 0.0001));
  return [
    {
      ...{ ...COMMON, id: 'hash', title: 'Components with another constitutional hash', unit: '' },
      ...{ measures: { what: 'hash' } as const, success: { below: 1 }, failure: { atLeast: 1 } },
      ...{ everyMs: 15 * SECOND, failures: { count: 1, withinMs: 0 } },
    },
    target('compliance', { everyMs: 60 * SECOND, failures: { count: 3, withinMs: 180 * SECOND } }),
    target('response-time', {
      ...{ everyMs: 60 * SECOND, failures: { count: 2, withinMs: 120 * SECOND } },
      leastRequests: LEAST_FOR_P95,
    }),
    target('error-rate', {
      ...{ everyMs: 60 * SECOND, failures: { count: 3, withinMs: 180 * SECOND } },
      leastRequests: leastForShare,
    }),
    target('availability', { everyMs: 30 * SECOND, failures: { count: 2, withinMs: 60 * SECOND } }),
  ];
}

/** Beyond its target it fails; exactly on it neither is said. */
function limitsOf({ good, target }: Threshold): { success: Limits; failure: Limits } {
  switch (good) {
    case 'below':
      return { success: { below: target }, failure: { above: target } };
    case 'above':
      return { success: { above: target }, failure: { below: target } };
    case 'at-least':
      return { success: { atLeast: target }, failure: { below: target } };
  }
}
