/**
 * Targets and thresholds T1 to T12 of the guides: the one source for everything that colours, alerts
 * or gates. A profile overrides single figures under `thresholds`.
 */
export type ThresholdId =
  | 'response-time'
  | 'compliance'
  | 'cost-savings'
  | 'model-accuracy'
  | 'availability'
  | 'error-rate'
  | 'cpu'
  | 'memory'
  | 'deployment-success'
  | 'audit-coverage'
  | 'dgm-safety'
  | 'hash-integrity';

export interface Threshold {
  id: ThresholdId;
  title: string;
  /** `ratio` is 0 to 1 and shown as percent. */
  unit: 'ms' | 'ratio';
  /** `below`: good is under the target. `above`: good is over it. `at-least`: the target itself is good. */
  good: 'below' | 'above' | 'at-least';
  target: number;
  warning: number | null;
  critical: number | null;
}

/** Defaults: handover guide "Key Performance Targets" and "Key Alerts", deployment guide ConfigMap. */
export const DEFAULT_THRESHOLDS: readonly Threshold[] = [
  threshold('response-time', 'Response time', 'ms', 'below', 2000, 1500, 2500),
  threshold('compliance', 'Constitutional compliance', 'ratio', 'above', 0.95, 0.93, 0.9),
  threshold('cost-savings', 'Cost savings', 'ratio', 'above', 0.74, 0.74, null),
  threshold('model-accuracy', 'Model accuracy', 'ratio', 'above', 0.9, 0.9, null),
  threshold('availability', 'Availability', 'ratio', 'above', 0.999, null, null),
  threshold('error-rate', 'Error rate', 'ratio', 'below', 0.01, 0.01, 0.02),
  threshold('cpu', 'CPU', 'ratio', 'below', 0.8, 0.8, null),
  threshold('memory', 'Memory', 'ratio', 'below', 0.85, 0.85, null),
  threshold('deployment-success', 'Deployment success rate', 'ratio', 'at-least', 0.95, 0.95, null),
  threshold('audit-coverage', 'Audit trail coverage', 'ratio', 'above', 0.98, null, 0.98),
  threshold('dgm-safety', 'DGM safety pattern effectiveness', 'ratio', 'above', 0.95, null, 0.95),
  threshold('hash-integrity', 'Hash integrity', 'ratio', 'at-least', 1, null, 1),
];

export type ThresholdOverrides = Partial<
  Record<
    ThresholdId,
    { target?: number | undefined; warning?: number | undefined; critical?: number | undefined }
  >
>;

export function resolveThresholds(overrides: ThresholdOverrides): ReadonlyMap<ThresholdId, Threshold> {
  return new Map(
    DEFAULT_THRESHOLDS.map((standard) => {
      const own = overrides[standard.id] ?? {};
      return [
        standard.id,
        {
          ...standard,
          target: own.target ?? standard.target,
          warning: own.warning ?? standard.warning,
          critical: own.critical ?? standard.critical,
        },
      ];
    }),
  );
}

/** @throws Error when there is none: resolving leaves none out */
export function thresholdOf(thresholds: ReadonlyMap<ThresholdId, Threshold>, id: ThresholdId): Threshold {
  const found = thresholds.get(id);
  if (!found) throw new Error(`There is no threshold ${id}`);
  return found;
}

export function meetsTarget(threshold: Threshold, value: number): boolean {
  switch (threshold.good) {
    case 'below':
      return value < threshold.target;
    case 'above':
      return value > threshold.target;
    case 'at-least':
      return value >= threshold.target;
  }
}

/** How bad a value is by the guide's levels, independent of the target. */
export function levelOf(threshold: Threshold, value: number): 'good' | 'warning' | 'critical' {
  const beyond = (limit: number | null) =>
    limit !== null && (threshold.good === 'below' ? value > limit : value < limit);
  if (beyond(threshold.critical)) return 'critical';
  if (beyond(threshold.warning) || !meetsTarget(threshold, value)) return 'warning';
  return 'good';
}

function threshold(
  id: ThresholdId,
  title: string,
  unit: Threshold['unit'],
  good: Threshold['good'],
  target: number,
  warning: number | null,
  critical: number | null,
): Threshold {
  return { id, title, unit, good, target, warning, critical };
}
