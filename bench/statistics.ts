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
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    min: quantile(sorted, 0),
    max: quantile(sorted, 1),
    p95: quantile(sorted, 0.95),
    samples,
  };
}

/** Between two samples it is interpolated, as R and NumPy do by default (Hyndman and Fan's type 7). */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const lower = sorted[Math.floor(position)] ?? Number.NaN;
  const upper = sorted[Math.ceil(position)] ?? Number.NaN;
  return lower + (upper - lower) * (position - Math.floor(position));
}
