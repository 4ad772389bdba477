import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../index.ts';
import { HOUR_MS } from './hours.ts';
import type { ItemFigure } from './items.ts';

const DAY_MS = 24 * HOUR_MS;
const NOON = Date.parse('2026-06-27T12:00:00Z');
const item = (id: string, low: number, high = low): ItemFigure => ({ id, title: id, low, high });

describe('items over time', () => {
  let store: Store;
  beforeEach(() => {
    store = openStore(':memory:', 60_000);
  });
  afterEach(() => store.close());

  const add = (at: number, ...items: ItemFigure[]) => store.compliance.items.add(at, 'hash', items);
  const runs = (from = 0, to = Number.MAX_SAFE_INTEGER) =>
    store.compliance.items
      .runs('hash', { from, to })
      .map((run) => [run.id, (run.from - NOON) / HOUR_MS, (run.until - NOON) / HOUR_MS, run.low, run.high]);

  it('take one row for as long as an item counts the same', () => {
    for (let hour = 0; hour < 1000; hour += 1) add(NOON + hour * HOUR_MS, item('a', 1), item('b', 0.971));
    expect(runs()).toEqual([
      ['a', 0, 999, 1, 1],
      ['b', 0, 999, 0.97, 0.98],
    ]);
  });

  it('keep the worst of an hour, whichever way it went', () => {
    add(NOON, item('a', 1));
    add(NOON + HOUR_MS, item('a', 1));
    add(NOON + HOUR_MS + 60_000, item('a', 0));
    add(NOON + HOUR_MS + 120_000, item('a', 1));
    add(NOON + 2 * HOUR_MS, item('a', 1));
    add(NOON + 2 * HOUR_MS + 60_000, item('a', 0, 1));
    expect(runs()).toEqual([
      ['a', 0, 0, 1, 1],
      ['a', 1, 1, 0, 0],
      ['a', 2, 2, 0, 1],
    ]);
  });

  it('leave gaps where nobody looked', () => {
    add(NOON, item('a', 1));
    add(NOON + 5 * HOUR_MS, item('a', 1));
    expect(runs()).toEqual([
      ['a', 0, 0, 1, 1],
      ['a', 5, 5, 1, 1],
    ]);
    expect(runs(NOON + HOUR_MS, NOON + 4 * HOUR_MS)).toEqual([]);
  });

  it('are bounded in number, in length of name, and in age', () => {
    add(NOON - 400 * DAY_MS, item('old', 1));
    const many = Array.from({ length: 700 }, (_, index) => item(`component-${index}`, 1));
    add(NOON, item('x'.repeat(5000), 1), ...many);
    const kept = runs();
    expect(kept).toHaveLength(500);
    expect(Math.max(...kept.map(([id]) => String(id).length))).toBe(200);
    expect(kept.map(([id]) => id)).not.toContain('old');
  });
});
