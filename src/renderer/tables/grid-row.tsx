import { IconArrowDown, IconArrowUp, IconCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Level } from '../../contract/health.ts';
import type { TableColumn } from './column.ts';
import styles from './data-grid.module.css';
import { GridCell, GridHeader, GridRow } from './grid-parts.tsx';
import type { SortBy } from './sort.ts';

interface HeaderCellProps<Row> {
  column: TableColumn<Row>;
  sortBy: SortBy;
  onSort: () => void;
}

export function HeaderCell<Row>({ column, sortBy, onSort }: HeaderCellProps<Row>) {
  const sorted = sortBy.column === column.id;
  const Arrow = sortBy.descending ? IconArrowDown : IconArrowUp;
  return (
    <GridHeader
      className={styles.headerCell}
      data-align={column.align}
      aria-sort={sorted ? (sortBy.descending ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" className={styles.sortButton} title={column.explanation} onClick={onSort}>
        {column.header}
        <Arrow className={styles.arrow} size={12} stroke={2} data-shown={sorted || undefined} aria-hidden />
      </button>
    </GridHeader>
  );
}

interface BodyRowProps<Row> {
  id: string;
  rowKey: string;
  row: Row;
  columns: readonly TableColumn<Row>[];
  /** CSS grid tracks of the columns. */
  template: string;
  index: number;
  /** Distance from the top of the body, pixels. */
  topPx: number;
  level: Level;
  active: boolean;
  open: boolean;
  /** Chosen with others; null where rows are not. */
  marked: boolean | null;
}

/** Made anew only when something of it changed: scrolling moves rows in and out many times a second. */
export function BodyRow<Row>(props: BodyRowProps<Row>) {
  const { id, row, rowKey, columns, template, index, topPx, level, active, open, marked } = props;
  return useMemo(
    () => (
      <GridRow
        id={id}
        className={styles.row}
        aria-rowindex={index + 2}
        aria-selected={open}
        data-row={rowKey}
        data-level={level}
        data-active={active || undefined}
        style={{ gridTemplateColumns: template, transform: `translateY(${topPx}px)` }}
      >
        {marked !== null && <MarkCell marked={marked} />}
        {columns.map((column) => (
          <GridCell key={column.id} className={styles.cell} data-column={column.id} data-align={column.align}>
            {column.cell(row)}
          </GridCell>
        ))}
      </GridRow>
    ),
    [id, row, rowKey, columns, template, index, topPx, level, active, open, marked],
  );
}

/** A box to tick. The grid holds the focus: the space bar ticks the active row. */
function MarkCell({ marked }: { marked: boolean }) {
  return (
    <GridCell className={styles.cell} data-mark-cell data-column="mark">
      <span className={styles.mark} data-marked={marked || undefined}>
        {marked && <IconCheck size={11} stroke={3} aria-hidden />}
        <span className="sr-only">{marked ? 'chosen' : 'not chosen'}</span>
      </span>
    </GridCell>
  );
}
