import type { TableColumn } from './column.ts';
import { compareValues, type SortBy, type SortValue } from './sort.ts';

/** Rows in one order, kept from one time to the next. */
export interface RowOrder<Row> {
  /** The rows, sorted. The work is that of what changed since the last time, and a look at each row. */
  of(rows: readonly Row[]): readonly Row[];
}

/** By a column, ties by the `tieBreak` column and then by key, so that equal rows stay put. */
export function createRowOrder<Row extends object>(
  columns: readonly TableColumn<Row>[],
  keyOf: (row: Row) => string,
  sortBy: SortBy,
  tieBreak: string,
): RowOrder<Row> {
  const first = valueOnce(columns, sortBy.column);
  const second = valueOnce(columns, tieBreak);
  const direction = sortBy.descending ? -1 : 1;
  const compare = (a: Row, b: Row): number =>
    compareKnown(first(a), first(b), direction) ||
    compareKnown(second(a), second(b), 1) ||
    compareValues(keyOf(a), keyOf(b));
  let sorted: readonly Row[] = [];

  return {
    of(rows) {
      const added = new Set(rows);
      const kept = sorted.filter((row) => added.delete(row));
      sorted = merge(kept, [...added].sort(compare), compare);
      return sorted;
    },
  };
}

/** What nobody knows comes last in either direction. */
function compareKnown(a: SortValue, b: SortValue, direction: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return direction * compareValues(a, b);
}

/** Rows never change, so what one is sorted by is asked for once. */
function valueOnce<Row extends object>(
  columns: readonly TableColumn<Row>[],
  id: string,
): (row: Row) => SortValue {
  const column = columns.find((each) => each.id === id);
  const known = new WeakMap<Row, SortValue>();
  return (row) => {
    let value = known.get(row);
    if (value === undefined) {
      value = column?.sortBy(row) ?? null;
      known.set(row, value);
    }
    return value;
  };
}

/** Few rows into many: their places are searched for by halving. */
function merge<Row>(many: readonly Row[], few: readonly Row[], compare: (a: Row, b: Row) => number): Row[] {
  const merged: Row[] = [];
  let from = 0;
  for (const row of few) {
    let least = from;
    let most = many.length;
    while (least < most) {
      const middle = (least + most) >> 1;
      const at = many[middle];
      if (at !== undefined && compare(at, row) < 0) least = middle + 1;
      else most = middle;
    }
    for (const before of many.slice(from, least)) merged.push(before);
    merged.push(row);
    from = least;
  }
  for (const rest of many.slice(from)) merged.push(rest);
  return merged;
}
