import { ascending, quantile } from '../kernel/quantile.ts';
import type { Statistic } from './figures.ts';

/** @param values at least one, in no order */
export function statisticOf(values: readonly number[], statistic: Statistic): number {
  if (statistic === 'mean') return values.reduce((sum, value) => sum + value, 0) / values.length;
  return quantile(ascending(values), statistic === 'median' ? 0.5 : 0.95);
}

/**
 * Mann-Whitney's rank test: how likely two samples as different as these are when both come from one distribution,
 * whatever its shape. Two-sided, by the normal approximation, with ties counted and continuity corrected: from eight
 * values each on it is close enough.
 *
 * @returns 0 to 1; 1 when every value is the same
 */
export function rankTest(one: readonly number[], other: readonly number[]): number {
  const [n, m] = [one.length, other.length];
  const all = [
    ...one.map((value) => ({ value, isOne: true })),
    ...other.map((value) => ({ value, isOne: false })),
  ].toSorted((a, b) => a.value - b.value);
  let rankSum = 0;
  let ties = 0;
  for (let start = 0; start < all.length; ) {
    let end = start + 1;
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1;
    const same = end - start;
    // Values that are the same share the ranks that they take.
    const rank = (start + 1 + end) / 2;
    for (let index = start; index < end; index += 1) if (all[index]?.isOne) rankSum += rank;
    ties += same ** 3 - same;
    start = end;
  }
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (!(variance > 0)) return 1;
  const distance = Math.abs(rankSum - (n * (n + 1)) / 2 - (n * m) / 2);
  return Math.min(1, 2 * upperTail(Math.max(0, distance - 0.5) / Math.sqrt(variance)));
}

/** The share of a normal distribution above `z` ≥ 0 (Abramowitz and Stegun 26.2.17; off by less than 1e-7). */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return density * series;
}
