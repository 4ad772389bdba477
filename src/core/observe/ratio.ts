/**
 * Ratio (0.95) and percent (95) are both in use for the same metric. Nothing measured here as a share
 * exceeds 1 by half, so whatever does is percent.
 */
export function asRatio(value: number): number {
  return value > 1.5 ? value / 100 : value;
}
