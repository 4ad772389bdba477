import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../store/index.ts';
import type { Assessment, PartId } from '../assessment.ts';
import { createItemCourse } from './items.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.parse('2026-06-27T12:00:00Z');

describe('the course of an item', () => {
  let store: Store;
  beforeEach(() => {
    store = openStore(':memory:', 60_000);
  });
  afterEach(() => store.close());

  const count = (at: number, part: PartId, counts: Record<string, number | null>) =>
    store.compliance.items.add(
      at,
      part,
      Object.entries(counts).map(([id, value]) => ({
        id,
        title: `${id}!`,
        low: value ?? 0,
        high: value ?? 1,
      })),
    );
  const course = (latest: Assessment | null = null) =>
    createItemCourse({
      records: store.compliance,
      latest: () => latest,
      targetOf: () => ({ target: 0.95, good: 'above' }),
      now: () => NOW,
    });
  const year = { rangeMs: 365 * DAY_MS, buckets: 365 };

  it('names every item, those that counted least first, and draws the one that is asked for', () => {
    for (let at = NOW - 100 * DAY_MS; at <= NOW; at += HOUR_MS) {
      const isBad = at > NOW - 50 * DAY_MS && at <= NOW - 49 * DAY_MS;
      count(at, 'dgm', { review: 1, rollback: isBad ? 0 : 1, isolation: at < NOW - 2 * HOUR_MS ? 1 : null });
    }
    const first = course()({ part: 'dgm', item: null }, year);
    expect(first.items).toEqual([
      { id: 'rollback', title: 'rollback!', low: 0, high: 0 },
      { id: 'isolation', title: 'isolation!', low: 0, high: 1 },
      { id: 'review', title: 'review!', low: 1, high: 1 },
    ]);
    expect(first.course?.id).toBe('rollback');
    const low = first.course?.curves[0]?.buckets ?? [];
    expect(low.filter(([, min]) => min === null)).toHaveLength(264);
    expect(low.filter(([, min]) => min === 0)).toHaveLength(2);
    const means = low.flatMap(([, , mean]) => (mean !== null && mean > 0 && mean < 1 ? [mean] : []));
    expect(means.reduce((sum, mean) => sum + mean, 0)).toBeCloseTo(1);

    const open = course()({ part: 'dgm', item: 'isolation' }, { rangeMs: DAY_MS, buckets: 96 });
    expect(open.bucketMs).toBe(HOUR_MS);
    const [atLeast, atMost] = open.course?.curves ?? [];
    expect(atLeast?.buckets.at(-1)?.[1]).toBe(0);
    expect(atMost?.buckets.at(-1)?.[1]).toBe(1);
    expect(course()({ part: 'hash', item: null }, year)).toMatchObject({ items: [], course: null });
  });

  it('judges a score by the target and all else by whether it is whole, and knows nothing of what was not found', () => {
    count(NOW, 'compliance', { integrity: 0.96 });
    count(NOW, 'governance', { audit: 0.96 });
    const found = (part: string, id: string, counts: number | null) =>
      ({ checkedAt: '2026-06-27T12:00:00.000Z', parts: [{ id: part, items: [{ id, counts }] }] }) as never;
    const range = { rangeMs: DAY_MS, buckets: 24 };
    const of = (part: PartId, item: string, latest: Assessment | null) =>
      course(latest)({ part, item }, range).course;
    expect(of('compliance', 'integrity', found('compliance', 'integrity', 0.96))).toMatchObject({
      ...{ level: 'good', value: 0.96, lines: [{ value: 0.95 }] },
    });
    expect(of('governance', 'audit', found('governance', 'audit', 0.96))).toMatchObject({
      ...{ level: 'warning', value: 0.96, lines: [{ value: 1 }] },
    });
    expect(of('governance', 'audit', found('governance', 'gone', 1))).toMatchObject({
      ...{ level: 'unknown', value: null, observedAt: null },
    });
  });
});
