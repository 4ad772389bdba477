import type { ReactNode } from 'react';
import type { SortValue } from './sort.ts';

export interface TableColumn<Row> {
  id: string;
  header: string;
  /** Said instead of the header where that is too short to explain itself. */
  explanation?: string;
  /** A track of CSS grid. Fixed or `fr` lengths only: every row is a grid of its own, and all must align. */
  width: string;
  align?: 'start' | 'end';
  /** The column is left out of tables narrower than this, pixels. */
  fromTableWidth?: number;
  sortBy: (row: Row) => SortValue;
  /** Whether the first press sorts downwards: for figures, where the most is what one looks for. */
  descendingFirst?: boolean;
  cell: (row: Row) => ReactNode;
}

/** The columns that a table of this width has room for. */
export function columnsFor<Row>(
  columns: readonly TableColumn<Row>[],
  tableWidthPx: number,
): readonly TableColumn<Row>[] {
  return columns.filter((column) => (column.fromTableWidth ?? 0) <= tableWidthPx);
}
