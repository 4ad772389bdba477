import { useMemo } from 'react';
import type { TableColumn } from './column.ts';
import { createRowOrder } from './row-order.ts';
import type { SortBy } from './sort.ts';

/** Rows in the order of a column, ties in the order of the `tieBreak` column, so that equal rows stay put. */
export function useSortedRows<Row extends object>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  keyOf: (row: Row) => string,
  sortBy: SortBy,
  tieBreak: string,
): readonly Row[] {
  const order = useMemo(
    () => createRowOrder(columns, keyOf, sortBy, tieBreak),
    [columns, keyOf, sortBy, tieBreak],
  );
  return useMemo(() => order.of(rows), [order, rows]);
}
