import { type Threshold, type ThresholdId, thresholdOf } from '../connect/profile/thresholds.ts';
import { type LoadGround, loadTestOperation } from './operation.ts';

/**
 * Load on a system, as an operation of the door: for a step of a runbook, and for whoever wants to know before going
 * on whether a system holds what is asked of it. Its evidence is a `LoadReport`.
 */
export interface LoadTests {
  operation: ReturnType<typeof loadTestOperation>;
}

export function createLoadTests(
  options: Omit<LoadGround, 'limits'> & { thresholds: ReadonlyMap<ThresholdId, Threshold> },
): LoadTests {
  const { thresholds, ...ground } = options;
  return {
    operation: loadTestOperation({
      ...ground,
      limits: {
        responseTime: thresholdOf(thresholds, 'response-time'),
        errorRate: thresholdOf(thresholds, 'error-rate'),
      },
    }),
  };
}
