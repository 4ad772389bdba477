import { describe, expect, it } from 'vitest';
import type { TableColumn } from './column.ts';
import { createRowOrder } from './row-order.ts';

interface Row {
  key: string;
  name: string;
  restarts: number | null;
}

let asked = 0;
const columns: readonly TableColumn<Row>[] = [
  { id: 'name', header: 'Name', width: '1fr', sortBy: (row) => row.name, cell: () => null },
  {
    id: 'restarts',
    header: 'Restarts',
    width: '1fr',
    sortBy: (row) => {
      asked += 1;
      return row.restarts;
    },
    cell: () => null,
  },
];
const keyOf = (row: Row) => row.key;
const row = (key: string, restarts: number | null, name = key): Row => ({ key, name, restarts });
const by = (column: string, descending = false) =>
  createRowOrder(columns, keyOf, { column, descending }, 'name');

describe('the order of rows', () => {
  it('breaks ties by name, then by key, whichever way the column goes', () => {
    const rows = [row('b/x', 1, 'x'), row('a/x', 1, 'x'), row('a/w', 1, 'w'), row('a/v', 2, 'v')];
    expect(by('restarts').of(rows).map(keyOf)).toEqual(['a/w', 'a/x', 'b/x', 'a/v']);
    expect(by('restarts', true).of(rows).map(keyOf)).toEqual(['a/v', 'a/w', 'a/x', 'b/x']);
  });

  it('puts what nobody knows last in both directions', () => {
    const rows = [row('a', null), row('b', 2), row('c', 1)];
    expect(by('restarts').of(rows).map(keyOf)).toEqual(['c', 'b', 'a']);
    expect(by('restarts', true).of(rows).map(keyOf)).toEqual(['b', 'c', 'a']);
  });

  it('is the same after any changes as if all had been sorted anew', () => {
    // A fixed sequence of pseudo-random numbers: Park and Miller's generator.
    let seed = 42;
    const below = (limit: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % limit;
    };
    const order = by('restarts', true);
    let rows = Array.from({ length: 300 }, (_, index) => row(`pod-${index}`, below(9) || null));
    for (let turn = 0; turn < 50; turn += 1) {
      rows = rows
        .filter(() => below(20) > 0)
        .map((each) => (below(10) === 0 ? { ...each, restarts: below(9) || null } : each));
      for (let added = below(30); added > 0; added -= 1)
        rows.push(row(`new-${turn}-${added}`, below(9) || null));
      expect(order.of(rows)).toEqual(by('restarts', true).of([...rows].reverse()));
    }
  });

  it('asks only rows that are new what they are sorted by', () => {
    const order = by('restarts');
    const rows = Array.from({ length: 1000 }, (_, index) => row(`pod-${index}`, index));
    order.of(rows);
    asked = 0;
    order.of(rows.map((each, index) => (index === 500 ? { ...each, restarts: 7 } : each)));
    expect(asked).toBe(1);
  });
});
