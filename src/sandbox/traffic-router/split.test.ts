import { describe, expect, it } from 'vitest';
import { keepsShare, nextWay, type Split } from './split.ts';

const nothing = (percentage: number): Split => ({ percentage, readAt: 0, requests: 0, mlops: 0, legacy: 0 });

describe('the split', () => {
  it.each([0, 1, 10, 33, 37, 50, 66.6, 99, 100])('of %d %% holds at each of 1,000 requests', (percentage) => {
    let split = nothing(percentage);
    for (let turn = 0; turn < 1000; turn += 1) {
      const way = nextWay(split);
      split = { ...split, requests: split.requests + 1, [way]: split[way] + 1 };
      expect(keepsShare(split)).toBe(true);
    }
    expect(split.mlops).toBe(Math.ceil(percentage * 10));
  });

  it.each([
    { requests: 10, mlops: 1, legacy: 8 },
    { requests: 10, mlops: 2, legacy: 8 },
    { requests: 10, mlops: 0, legacy: 10 },
  ])('of 10 %% is not %j', (counts) => {
    expect(keepsShare({ ...nothing(10), ...counts })).toBe(false);
  });
});
