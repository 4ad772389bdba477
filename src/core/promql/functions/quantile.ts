/** The quantile of some values, in between two of them when it falls there. Sorts them. */
export function quantileOf(quantile: number, values: Float64Array): number {
  if (values.length === 0 || Number.isNaN(quantile)) return Number.NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  const sorted = noNumbersFirst(values.sort());
  const last = sorted.length - 1;
  const rank = quantile * last;
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(last, lower + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[lower] as number) * (1 - weight) + (sorted[upper] as number) * weight;
}

/** JavaScript sorts what is no number to the end, Prometheus to the front. */
function noNumbersFirst(sorted: Float64Array): Float64Array {
  let numbers = sorted.length;
  while (numbers > 0 && Number.isNaN(sorted[numbers - 1])) numbers -= 1;
  if (numbers === sorted.length) return sorted;
  const turned = new Float64Array(sorted.length).fill(Number.NaN);
  turned.set(sorted.subarray(0, numbers), sorted.length - numbers);
  return turned;
}
