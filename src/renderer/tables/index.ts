/** The one table of the control center: live rows, filter, order, keyboard. */
export type { TableColumn } from './column.ts';
export { DataGrid, type Marking } from './data-grid.tsx';
export {
  countStates,
  filterRows,
  levelRank,
  NO_FILTER,
  type StateCount,
  type TableFilter,
} from './filter.ts';
export { createLiveRows, type LiveRows, type RowFrame, type Snapshot } from './live-rows.ts';
export { OrderedGrid } from './ordered-grid.tsx';
export { PlainTable } from './plain-table.tsx';
export { SearchField } from './search-field.tsx';
export { compareValues, naturalKey, type SortBy } from './sort.ts';
export { TableFilterBar } from './table-filter.tsx';
