import { ascending, quantile } from '../src/core/kernel/quantile.ts';

export interface Summary {
  median: number;
  min: number;
  max: number;
  p95: number;
  samples: readonly number[];
}

/** @throws RangeError when there is no sample, or one that is not a number */
export function summarize(samples: readonly number[]): Summary {
  if (samples.length === 0 || samples.some(Number.isNaN)) throw new RangeError('Nothing was measured.');
  const sorted = ascending(samples);
  return {
    median: quantile(sorted, 0.5),
    min: quantile(sorted, 0),
    max: quantile(sorted, 1),
    p95: quantile(sorted, 0.95),
    samples,
  };
}
