import { describe, expect, it } from 'vitest';
import { compareValues, naturalKey, nextSort } from './sort.ts';

describe('sorting', () => {
  it('compares figures as figures and text as text', () => {
    expect([10, 9, 100].sort(compareValues)).toEqual([9, 10, 100]);
    expect(['b', 'a', 'B'].sort(compareValues)).toEqual(['B', 'a', 'b']);
  });

  it('puts node-2 before node-10 by their natural keys', () => {
    const names = ['node-10', 'node-2', 'node-1'];
    expect(names.sort((a, b) => compareValues(naturalKey(a), naturalKey(b)))).toEqual([
      'node-1',
      'node-2',
      'node-10',
    ]);
  });

  it('starts a column in its better direction and turns it on the next press', () => {
    const byName = { column: 'name', descending: false };
    const byCpu = nextSort(byName, 'cpu', true);
    expect(byCpu).toEqual({ column: 'cpu', descending: true });
    expect(nextSort(byCpu, 'cpu', true)).toEqual({ column: 'cpu', descending: false });
    expect(nextSort(byCpu, 'name', false)).toEqual(byName);
  });
});
