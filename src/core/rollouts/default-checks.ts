import { type Threshold, type ThresholdId, thresholdOf } from '../connect/profile/thresholds.ts';
import type { Limits } from '../kernel/limits.ts';
import type { StageCheck } from './check.ts';

const SECOND = 1000;
/** How a check is watched where nobody says otherwise. */
export const COMMON = {
  ...{ everyMs: 60 * SECOND, inconclusive: 3, errorsInARow: 3, staleAfterMs: 120 * SECOND },
  leastRequests: null,
} as const satisfies Partial<StageCheck>;
/** One in twenty is slower than the 95th percentile: among fewer it is but the slowest. */
const LEAST_FOR_P95 = 20;
/**
 * A service that is down shows in each of two such times, one lost look in one: within a minute it is known, and one
 * lost look turns nothing back.
 */
export const ANSWERED_WITHIN_MS = 30 * SECOND;

/** What may be watched by its target in the profile alone. */
export const TARGETS = ['compliance', 'response-time', 'error-rate', 'availability'] as const;
export type TargetId = (typeof TARGETS)[number];

/** Another constitutional hash is one too many. */
export const HASH_CHECK: StageCheck = {
  ...{ ...COMMON, id: 'hash', title: 'Components with another constitutional hash', unit: '' },
  ...{ measures: { what: 'hash' }, success: { below: 1 }, failure: { atLeast: 1 } },
  ...{ everyMs: 15 * SECOND, failures: { count: 1, withinMs: 0 } },
};

/** One target of the profile, with how often and how long it may be missed before it is rolled back. */
export function targetCheck(thresholds: ReadonlyMap<ThresholdId, Threshold>, id: TargetId): StageCheck {
  const threshold = thresholdOf(thresholds, id);
  const { title, unit } = threshold;
  const head = { ...COMMON, ...limitsOf(threshold), id, title, unit };
  switch (id) {
    case 'compliance':
      return { ...head, measures: { what: 'target', target: id }, ...often(3, 180) };
    case 'response-time':
      return {
        ...{ ...head, measures: { what: 'target', target: id }, ...often(2, 120) },
        leastRequests: LEAST_FOR_P95,
      };
    case 'error-rate':
      return {
        ...{ ...head, measures: { what: 'target', target: id }, ...often(3, 180) },
        leastRequests: Math.ceil(1 / Math.max(threshold.target, 0.0001)),
      };
    case 'availability':
      return {
        ...{ ...head, measures: { what: 'answered', withinMs: ANSWERED_WITHIN_MS }, ...often(2, 60) },
        everyMs: ANSWERED_WITHIN_MS,
      };
  }
}

function often(count: number, seconds: number): Pick<StageCheck, 'failures'> {
  return { failures: { count, withinMs: seconds * SECOND } };
}

/** What the guides watch while traffic rises: the constitutional hash, and the targets of the profile. */
export function defaultChecks(thresholds: ReadonlyMap<ThresholdId, Threshold>): readonly StageCheck[] {
  return [HASH_CHECK, ...TARGETS.map((id) => targetCheck(thresholds, id))];
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
