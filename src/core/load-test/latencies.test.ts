import { describe, expect, it } from 'vitest';
import { createLatencies } from './latencies.ts';

/** The least value that is not below so many percent of them: what a percentile is of a list that is sorted. */
function nearestRank(sorted: readonly number[], percent: number): number {
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? Number.NaN;
}

/** The same every time, and with a tail as answers have it. */
function answers(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const share = (state + 1) / 2_147_483_649;
    return 0.4 + -Math.log(share) * 37 + (share < 0.02 ? 1500 * share * 50 : 0);
  });
}

const recorded = (values: readonly number[]) => {
  const latencies = createLatencies();
  for (const value of values) latencies.record(value);
  return latencies.summary();
};

describe('percentiles', () => {
  it.each([1, 2, 19, 20, 21, 100, 999, 1000, 50_000])(
    'of %i answers are those of the sorted list',
    (count) => {
      const values = answers(count, count);
      const sorted = values.toSorted((one, other) => one - other);
      const { p50Ms, p90Ms, p95Ms, p99Ms, maxMs } = recorded(values);
      const found = [
        [p50Ms, 50],
        [p90Ms, 90],
        [p95Ms, 95],
        [p99Ms, 99],
      ] as const;
      for (const [value, percent] of found) {
        const exact = nearestRank(sorted, percent);
        expect(Math.abs((value ?? Number.NaN) - exact) / exact).toBeLessThan(0.002);
      }
      expect(maxMs).toBeCloseTo(sorted.at(-1) ?? Number.NaN, 2);
    },
  );

  it('of none are none', () => {
    expect(recorded([])).toEqual({
      ...{ p50Ms: null, p90Ms: null, p95Ms: null, p99Ms: null, maxMs: null },
      distribution: [],
    });
  });

  it('hold what takes no time at all, and what takes for ever', () => {
    const { p50Ms, maxMs, distribution } = recorded([0, 0, 7_200_000]);
    expect([p50Ms, maxMs]).toEqual([0.001, 7_200_000]);
    expect(distribution.at(0)?.count).toBe(2);
    expect(distribution.at(-1)?.count).toBe(1);
  });
});

describe('the distribution', () => {
  it('counts each answer once, in the step that it belongs to, without gaps', () => {
    const values = answers(2000, 5);
    const { distribution } = recorded(values);
    expect(distribution.reduce((sum, { count }) => sum + count, 0)).toBe(2000);
    for (const [index, { fromMs, toMs, count }] of distribution.entries()) {
      expect(distribution[index + 1]?.fromMs ?? toMs).toBe(toMs);
      // Bounds are written in four digits.
      const [from, to] = [fromMs * 0.9995, toMs * 1.0005];
      expect(values.filter((value) => value >= from && value < to).length).toBeGreaterThanOrEqual(count);
    }
  });
});
