import {
  createColumnHelper,
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  type SortFn,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import type { TableColumn } from './column.ts';
import { compareValues, type SortBy } from './sort.ts';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

/** Rows in the order of a column, ties in the order of the `tieBreak` column, so that equal rows stay put. */
export function useSortedRows<Row extends RowData>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  keyOf: (row: Row) => string,
  sortBy: SortBy,
  tieBreak: string,
): readonly Row[] {
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    const byValue: SortFn<typeof features, Row> = (a, b, columnId) =>
      compareValues(a.getValue<string | number>(columnId), b.getValue<string | number>(columnId));
    return helper.columns(
      columns.map((column) =>
        helper.accessor((row: Row) => column.sortBy(row) ?? undefined, {
          id: column.id,
          sortFn: byValue,
          sortUndefined: 'last',
        }),
      ),
    );
  }, [columns]);
  const sorting = useMemo(() => {
    const first = { id: sortBy.column, desc: sortBy.descending };
    return sortBy.column === tieBreak ? [first] : [first, { id: tieBreak, desc: false }];
  }, [sortBy, tieBreak]);
  const table = useTable({ features, columns: definitions, data: rows, getRowId: keyOf, state: { sorting } });
  const model = table.getRowModel();
  return useMemo(() => model.rows.map((row) => row.original), [model]);
}
