import { describe, expect, it, vi } from 'vitest';
import { createLiveRows, type RowFrame } from './live-rows.ts';

interface Item {
  key: string;
  value: number;
}

const item = (key: string, value = 0): Item => ({ key, value });

function frame(part: Partial<RowFrame<Item>>): RowFrame<Item> {
  return { reset: false, rows: [], removed: [], total: 0, ...part };
}

function rowsUnderTest() {
  const due: (() => void)[] = [];
  const rows = createLiveRows<Item>(
    (row) => row.key,
    (callback) => due.push(callback),
  );
  const nextTurn = () => {
    for (const callback of due.splice(0)) callback();
  };
  const seen = () => {
    nextTurn();
    return [...(rows.snapshot()?.rows ?? [])].sort((a, b) => (a.key < b.key ? -1 : 1));
  };
  return { rows, due, nextTurn, seen, keys: () => seen().map((row) => row.key) };
}

describe('live rows', () => {
  it('adds, replaces and removes by key', () => {
    const { rows, keys, seen } = rowsUnderTest();
    rows.apply(frame({ reset: true, rows: [item('a'), item('b'), item('c')], total: 3 }));
    rows.apply(frame({ rows: [item('b', 7), item('d')], removed: ['a'], total: 3 }));

    expect(keys()).toEqual(['b', 'c', 'd']);
    expect(seen().find((row) => row.key === 'b')?.value).toBe(7);
  });

  it('keeps every other row reachable after a removal moved the last one', () => {
    const { rows, keys, seen } = rowsUnderTest();
    rows.apply(frame({ reset: true, rows: ['a', 'b', 'c', 'd'].map((key) => item(key)), total: 4 }));
    rows.apply(frame({ removed: ['a'], total: 3 }));
    rows.apply(frame({ rows: [item('d', 9)], removed: ['b'], total: 2 }));
    rows.apply(frame({ removed: ['c'], total: 1 }));

    expect(keys()).toEqual(['d']);
    expect(seen()[0]?.value).toBe(9);
  });

  it('removes the only row and ignores a key it does not have', () => {
    const { rows, keys } = rowsUnderTest();
    rows.apply(frame({ reset: true, rows: [item('a')], total: 1 }));
    rows.apply(frame({ removed: ['nobody', 'a'], total: 0 }));
    rows.apply(frame({ rows: [item('b')], total: 1 }));

    expect(keys()).toEqual(['b']);
  });

  it('removes before it adds, so that a row that came back in the same frame stays', () => {
    const { rows, keys, seen } = rowsUnderTest();
    rows.apply(frame({ reset: true, rows: [item('a', 1)], total: 1 }));
    rows.apply(frame({ rows: [item('a', 2)], removed: ['a'], total: 1 }));

    expect(keys()).toEqual(['a']);
    expect(seen()[0]?.value).toBe(2);
  });

  it('gives the same result when a frame is applied twice', () => {
    const { rows, keys } = rowsUnderTest();
    const first = frame({ reset: true, rows: [item('a'), item('b')], total: 2 });
    const second = frame({ rows: [item('c')], removed: ['a'], total: 2 });
    for (const each of [first, first, second, second]) rows.apply(each);

    expect(keys()).toEqual(['b', 'c']);
  });

  it('shows the first rows of a long list while the rest is on its way', () => {
    const { rows, keys } = rowsUnderTest();
    rows.apply(frame({ reset: true, rows: [item('a'), item('b')], total: 4 }));
    expect(keys()).toEqual(['a', 'b']);
    expect(rows.snapshot()?.total).toBe(4);

    rows.apply(frame({ rows: [item('c'), item('d')], total: 4 }));
    expect(keys()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps the old rows on a reset until the new ones are complete', () => {
    const { rows, keys } = rowsUnderTest();
    rows.apply(frame({ reset: true, rows: [item('old-1'), item('old-2')], total: 2 }));

    rows.apply(frame({ reset: true, rows: [item('new-1')], total: 2 }));
    expect(keys()).toEqual(['old-1', 'old-2']);

    rows.apply(frame({ rows: [item('new-2')], total: 2 }));
    expect(keys()).toEqual(['new-1', 'new-2']);
  });

  it('takes an empty reset at once', () => {
    const { rows, keys } = rowsUnderTest();
    rows.apply(frame({ reset: true, rows: [item('a')], total: 1 }));
    rows.apply(frame({ reset: true, total: 0 }));

    expect(keys()).toEqual([]);
  });

  it('tells its readers once for all frames of a turn, and hands out one array until the next change', () => {
    const { rows, nextTurn, due } = rowsUnderTest();
    const listener = vi.fn();
    rows.subscribe(listener);
    for (let index = 0; index < 20; index += 1) {
      rows.apply(frame({ reset: index === 0, rows: [item(`row-${index}`)], total: 20 }));
    }
    expect(listener).not.toHaveBeenCalled();
    expect(rows.snapshot()).toBeNull();
    expect(due).toHaveLength(1);

    nextTurn();
    expect(listener).toHaveBeenCalledTimes(1);
    expect(rows.snapshot()).toBe(rows.snapshot());
    expect(rows.snapshot()?.rows).toHaveLength(20);

    rows.apply(frame({ rows: [item('late')], total: 21 }));
    nextTurn();
    expect(listener).toHaveBeenCalledTimes(2);
  });

  it('does not call a reader that has left', () => {
    const { rows, nextTurn } = rowsUnderTest();
    const listener = vi.fn();
    rows.subscribe(listener)();
    rows.apply(frame({ reset: true, rows: [item('a')], total: 1 }));
    nextTurn();

    expect(listener).not.toHaveBeenCalled();
  });
});
