import { describe, expect, it } from 'vitest';
import { judgeCapacity, moveOrder, replicasFor } from './capacity.ts';

const judge = (of: Partial<Parameters<typeof judgeCapacity>[0]>) =>
  judgeCapacity({ percentage: 50, ready: 3, capacity: {}, ratePerSecond: null, ...of });

describe('the replicas that a share takes', () => {
  it.each([
    ['none for nothing', 0, { requestsPerSecond: 10 }, null, 0],
    ['one for anything', 1, {}, null, 1],
    ['its part of those that all takes, rounded up', 25, { replicas: 10 }, null, 3],
    ['no more for a fraction of a float', 7, { replicas: 100 }, null, 7],
    ['as many as its requests need', 50, { requestsPerSecond: 40 }, 200, 3],
    ['the most of both', 50, { requestsPerSecond: 40, replicas: 10 }, 200, 5],
    ['one where nobody asks for anything', 100, { requestsPerSecond: 40 }, 0, 1],
    ['what cannot be told without the rate', 50, { requestsPerSecond: 40, replicas: 2 }, null, null],
    ['what cannot be told of a rate that is none', 50, { requestsPerSecond: 40 }, Number.NaN, null],
  ])('are %s', (_, percentage, capacity, rate, needed) => {
    expect(replicasFor(percentage, capacity, rate)).toBe(needed);
  });

  it('never fewer for a larger share', () => {
    let before = 0;
    for (let percentage = 0; percentage <= 100; percentage += 1) {
      const needed = replicasFor(percentage, { requestsPerSecond: 7, replicas: 9 }, 333) ?? Number.NaN;
      expect(needed).toBeGreaterThanOrEqual(before);
      before = needed;
    }
  });
});

describe('the verdict on a share', () => {
  it.each([
    ['enough', { capacity: { replicas: 6 } }, 'has 3 ready replicas, and 50 % takes 3'],
    ['short', { capacity: { replicas: 7 } }, 'has 3 ready replicas, and 50 % takes 4'],
    ['short', { ready: 0 }, 'has 0 ready replicas, and 50 % takes 1'],
    ['enough', { ready: 0, percentage: 0 }, 'has 0 ready replicas, and 0 % takes none'],
    [
      'unknown',
      { ready: 1, capacity: { requestsPerSecond: 5 } },
      'has 1 ready replica, and how many requests 50 % would be is not known',
    ],
  ] as const)('is %s', (state, of, words) => {
    expect(judge(of)).toMatchObject({ state, words });
  });
});

describe('the order of moves', () => {
  it('never leaves more traffic than the replicas can take', () => {
    const capacity = { replicas: 10 };
    for (const [from, to] of [
      [10, 50],
      [50, 10],
      [0, 100],
      [100, 0],
    ] as const) {
      let now = { share: from as number, replicas: replicasFor(from, capacity, null) ?? Number.NaN };
      for (const move of moveOrder(from, to)) {
        now =
          move === 'weight'
            ? { ...now, share: to }
            : { ...now, replicas: replicasFor(to, capacity, null) ?? 0 };
        expect(judge({ percentage: now.share, ready: now.replicas, capacity }).state).toBe('enough');
      }
    }
  });
});
