import { describe, expect, it } from 'vitest';
import { rankTest, statisticOf } from './statistics.ts';

const rising = (from: number, count: number, step = 1) =>
  Array.from({ length: count }, (_, index) => from + index * step);

describe('statisticOf', () => {
  it('takes values in no order', () => {
    expect(statisticOf([9, 1, 5], 'median')).toBe(5);
    expect(statisticOf([9, 1, 5], 'mean')).toBe(5);
    expect(statisticOf([9, 1, 5], 'p95')).toBeCloseTo(8.6, 12);
  });
});

describe('rankTest', () => {
  // Reference: scipy.stats.mannwhitneyu(x, y, method='asymptotic', use_continuity=True).
  it.each([
    [rising(1, 8), rising(9, 8), 0.000939],
    [rising(1, 8), rising(1.5, 8), 0.713191],
    [[1, 1, 2, 2, 3, 3, 4, 4], [2, 2, 3, 3, 4, 4, 5, 5], 0.146399],
    [rising(0, 12, 2), rising(6, 30), 0.00412],
  ])('agrees with the reference: %j against %j', (one, other, p) => {
    expect(rankTest(one, other)).toBeCloseTo(p, 4);
    expect(rankTest(other, one)).toBeCloseTo(p, 4);
  });

  it('says nothing of values that are all the same', () => {
    expect(rankTest([3, 3, 3, 3, 3, 3, 3, 3], [3, 3, 3, 3, 3, 3, 3, 3])).toBe(1);
  });

  it('tells no difference between halves of one distribution more often than it says', () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    let told = 0;
    for (let turn = 0; turn < 2000; turn += 1) {
      const draw = () => Array.from({ length: 12 }, () => -Math.log(1 - random()));
      if (rankTest(draw(), draw()) < 0.01) told += 1;
    }
    expect(told).toBeLessThan(40);
    expect(told).toBeGreaterThan(2);
  });
});
