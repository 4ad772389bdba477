import type { Threshold } from '../connect/profile/thresholds.ts';
import type { Bucket } from '../store/samples/index.ts';

export type ResponseTimeChart = ReturnType<typeof chartOf>;

/** Buckets and the thresholds as named lines, ready to draw. */
export function chartOf(buckets: readonly Bucket[], source: string, threshold: Threshold | undefined) {
  const lines = threshold
    ? [
        { name: 'target', value: threshold.target, level: 'target' as const },
        ...(threshold.warning === null
          ? []
          : [{ name: 'warning', value: threshold.warning, level: 'warning' as const }]),
        ...(threshold.critical === null
          ? []
          : [{ name: 'critical', value: threshold.critical, level: 'critical' as const }]),
      ]
    : [];
  return {
    source,
    bucketMs: (buckets[1]?.at ?? 0) - (buckets[0]?.at ?? 0),
    buckets: buckets.map(({ at, min, mean, max }): [number, number | null, number | null, number | null] => [
      at,
      min,
      mean,
      max,
    ]),
    lines,
  };
}
