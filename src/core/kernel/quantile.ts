/**
 * Between two values in proportion, as R and NumPy do by default (Hyndman and Fan's type 7).
 *
 * @param sorted ascending; NaN when there is none
 * @param share 0 to 1
 */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

export function ascending(values: readonly number[]): number[] {
  return values.toSorted((one, other) => one - other);
}
