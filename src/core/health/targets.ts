import { levelOf, meetsTarget, type Threshold, type ThresholdId } from '../connect/profile/thresholds.ts';

/** A measured figure with where it comes from; null is "nobody reports it", and `basis` says why. */
export interface Measurement {
  value: number | null;
  basis: string;
  observedAt: number | null;
  /** Of how many requests it is, where it is of requests; null where nobody counts them. */
  requests?: number | null;
  /** Nobody is there to be asked for it: it is shown as unknown and weighs on no verdict. */
  unasked?: true;
}

/** T1 to T9 of the inventory, in the order the guide lists them. */
export const HEALTH_TARGETS = [
  'response-time',
  'compliance',
  'cost-savings',
  'model-accuracy',
  'availability',
  'error-rate',
  'cpu',
  'memory',
  'deployment-success',
] as const satisfies readonly ThresholdId[];

export type HealthTargetId = (typeof HEALTH_TARGETS)[number];

export type Measurements = Readonly<Record<HealthTargetId, Measurement>>;

export interface Target extends Measurement {
  threshold: Threshold;
  state: 'met' | 'missed' | 'unknown';
  level: 'good' | 'warning' | 'critical' | 'unknown';
}

export function evaluateTargets(
  thresholds: ReadonlyMap<ThresholdId, Threshold>,
  measurements: Measurements,
): Record<HealthTargetId, Target> {
  const evaluate = (id: HealthTargetId): Target => {
    const threshold = thresholds.get(id);
    if (!threshold) throw new Error(`no threshold named ${id}`);
    const measured = measurements[id];
    if (measured.value === null) return { ...measured, threshold, state: 'unknown', level: 'unknown' };
    return {
      ...measured,
      threshold,
      state: meetsTarget(threshold, measured.value) ? 'met' : 'missed',
      level: levelOf(threshold, measured.value),
    };
  };
  return {
    'response-time': evaluate('response-time'),
    compliance: evaluate('compliance'),
    'cost-savings': evaluate('cost-savings'),
    'model-accuracy': evaluate('model-accuracy'),
    availability: evaluate('availability'),
    'error-rate': evaluate('error-rate'),
    cpu: evaluate('cpu'),
    memory: evaluate('memory'),
    'deployment-success': evaluate('deployment-success'),
  };
}
