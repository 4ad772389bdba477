import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../index.ts';
import { HOUR_MS } from './hours.ts';

const DAY_MS = 24 * HOUR_MS;
const NOON = Date.parse('2026-06-27T12:00:00Z');

describe('figures by the hour', () => {
  let store: Store;
  beforeEach(() => {
    store = openStore(':memory:', 60_000);
  });
  afterEach(() => store.close());

  it('come to the least, the mean and the most of a part of the time, and gaps stay gaps', () => {
    const { hours } = store.compliance;
    hours.add(NOON + 60_000, 'score', 0.9, 1);
    hours.add(NOON + 120_000, 'score', 0.96, 0.96);
    hours.add(NOON + HOUR_MS, 'score', 0.99, 0.99);
    hours.add(NOON, 'hash', 1, 1);
    const range = { from: NOON - 4 * HOUR_MS, to: NOON + 4 * HOUR_MS, buckets: 4, until: NOON + 2 * HOUR_MS };
    const { low, high } = hours.reduce('score', range);
    expect(low.map(({ min, max }) => [min, max])).toEqual([
      [null, null],
      [null, null],
      [0.9, 0.99],
      [null, null],
    ]);
    expect(low[2]?.at).toBe(NOON);
    expect(low[2]?.mean).toBeCloseTo(0.95);
    expect(high[2]).toMatchObject({ min: 0.96, max: 1 });
  });

  it('know nothing of what came after the moment that is asked for', () => {
    const { hours } = store.compliance;
    hours.add(NOON + 3 * HOUR_MS, 'score', 0.5, 0.5);
    const range = { from: NOON, to: NOON + 4 * HOUR_MS, buckets: 4, until: NOON + HOUR_MS };
    expect(hours.reduce('score', range).low.every(({ mean }) => mean === null)).toBe(true);
  });

  it('outlive the record: a year is kept, and what is older than 13 months is not', async () => {
    const { hours } = store.compliance;
    hours.add(NOON - 400 * DAY_MS, 'score', 0.7, 0.7);
    hours.add(NOON - 364 * DAY_MS, 'score', 0.8, 0.8);
    hours.add(NOON, 'score', 0.9, 0.9);
    await store.keepWithinLimits(NOON);
    const range = { from: NOON - 410 * DAY_MS, to: NOON + DAY_MS, buckets: 411, until: NOON };
    const kept = hours.reduce('score', range).low.flatMap(({ mean }) => mean ?? []);
    expect(kept).toEqual([0.8, 0.9]);
  });
});
