import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Level } from '../../contract/health.ts';
import { columnsFor, type TableColumn } from './column.ts';
import styles from './data-grid.module.css';
import { movedBy } from './grid-keys.ts';
import { Grid, GridGroup, GridHeader, GridRow } from './grid-parts.tsx';
import { BodyRow, HeaderCell } from './grid-row.tsx';
import { nextSort, type SortBy } from './sort.ts';
import { useElementWidth } from './use-element-width.ts';
import { useSortedRows } from './use-sorted-rows.ts';

/** Height of a row and of the header, pixels; the same in data-grid.module.css. */
const ROW_HEIGHT_PX = 30;
/**
 * Rows that are ready beyond the view. The compositor scrolls before the page is told: what a quick turn of the wheel
 * brings into view in two frames must be there already.
 */
const OVERSCAN_ROWS = 20;
const MARK_WIDTH_PX = 34;

export interface Marking {
  keys: ReadonlySet<string>;
  onToggle: (key: string) => void;
}

interface DataGridProps<Row> {
  /** What the table lists, for screen readers. */
  label: string;
  rows: readonly Row[];
  columns: readonly TableColumn<Row>[];
  keyOf: (row: Row) => string;
  levelOf: (row: Row) => Level;
  initialSort: SortBy;
  /** The column that names a row; ties are broken by it. */
  nameColumn: string;
  openKey: string | null;
  onOpen: (key: string) => void;
  /** Told when the keyboard moved to another row. */
  onMove?: (key: string) => void;
  onEscape?: () => void;
  /** What is shown from before: muted, without colours. */
  dimmed?: boolean;
  /** Stands in the place of the rows when there are none. */
  empty: ReactNode;
  /** Rows that are chosen to do something with together; left out where there is nothing to do. */
  marking?: Marking;
  /** For focusing the table from outside. */
  gridRef?: RefObject<HTMLDivElement | null>;
}

/**
 * A table of any length: only the rows in view exist. It is one stop in the tab order; arrows, Home, End
 * and the page keys move, Enter opens. The active row is kept by key, so live changes never move it to
 * another row.
 */
export function DataGrid<Row extends object>(props: DataGridProps<Row>) {
  const { label, rows, columns, keyOf, levelOf, initialSort, nameColumn, openKey, onOpen, marking } = props;
  const own = useRef<HTMLDivElement>(null);
  const scroller = props.gridRef ?? own;
  const widthPx = useElementWidth(scroller);
  const [sortBy, setSortBy] = useState(initialSort);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const lastActive = useRef(-1);
  const id = useId();

  const sorted = useSortedRows(rows, columns, keyOf, sortBy, nameColumn);
  const markWidthPx = marking ? MARK_WIDTH_PX : 0;
  const fitting = useMemo(() => columnsFor(columns, widthPx - markWidthPx), [columns, widthPx, markWidthPx]);
  const active = useMemo(
    () => (activeKey === null ? -1 : sorted.findIndex((row) => keyOf(row) === activeKey)),
    [sorted, keyOf, activeKey],
  );

  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: OVERSCAN_ROWS,
    scrollMargin: ROW_HEIGHT_PX,
    scrollPaddingStart: ROW_HEIGHT_PX,
    // The active row exists even out of view: aria-activedescendant points at it.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range);
      return active < 0 || active >= range.count || visible.includes(active) ? visible : [...visible, active];
    },
  });

  const activate = (index: number) => {
    const row = sorted[index];
    if (!row) return;
    lastActive.current = index;
    setActiveKey(keyOf(row));
    props.onMove?.(keyOf(row));
    virtualizer.scrollToIndex(index, { align: 'auto' });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onGrid = event.target === event.currentTarget;
    if (onGrid && event.key === ' ' && marking && activeKey !== null && active >= 0) {
      event.preventDefault();
      marking.onToggle(activeKey);
      return;
    }
    if (onGrid && (event.key === 'Enter' || event.key === ' ') && activeKey !== null && active >= 0) {
      event.preventDefault();
      onOpen(activeKey);
      return;
    }
    if (event.key === 'Escape') props.onEscape?.();
    const pageRows = Math.floor(((scroller.current?.clientHeight ?? 0) - ROW_HEIGHT_PX) / ROW_HEIGHT_PX);
    const target = movedBy(event.key, {
      // Where the active row was, should it have gone.
      active: active < 0 ? lastActive.current : active,
      rowCount: sorted.length,
      pageRows,
    });
    if (target === null) return;
    event.preventDefault();
    scroller.current?.focus();
    activate(target);
  };

  // A press of the mouse focuses too, and chooses its own row.
  const onFocus = (event: FocusEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || active >= 0) return;
    if (event.currentTarget.matches(':focus-visible')) activate(virtualizer.range?.startIndex ?? 0);
  };

  const onClick = (event: MouseEvent) => {
    const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
    const key = pressed?.dataset.row;
    if (key === undefined) return;
    setActiveKey(key);
    if (marking && event.target instanceof Element && event.target.closest('[data-mark-cell]')) {
      marking.onToggle(key);
    } else onOpen(key);
  };

  const rowId = (key: string) => `${id}-${key}`;
  const template = [
    ...(marking ? [`${MARK_WIDTH_PX}px`] : []),
    ...fitting.map((column) => column.width),
  ].join(' ');
  return (
    <div className={styles.frame}>
      <Grid
        tabIndex={0}
        ref={scroller}
        className={styles.grid}
        aria-label={label}
        aria-rowcount={sorted.length + 1}
        aria-colcount={fitting.length + (marking ? 1 : 0)}
        aria-multiselectable={marking ? true : undefined}
        aria-activedescendant={active >= 0 && activeKey !== null ? rowId(activeKey) : undefined}
        data-dimmed={props.dimmed || undefined}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={onFocus}
      >
        <GridGroup className={styles.header}>
          <GridRow className={styles.row} aria-rowindex={1} style={{ gridTemplateColumns: template }}>
            {marking && (
              <GridHeader className={styles.headerCell}>
                <span className="sr-only">Chosen</span>
              </GridHeader>
            )}
            {fitting.map((column) => (
              <HeaderCell
                key={column.id}
                column={column}
                sortBy={sortBy}
                onSort={() => setSortBy(nextSort(sortBy, column.id, column.descendingFirst ?? false))}
              />
            ))}
          </GridRow>
        </GridGroup>
        <GridGroup className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = sorted[item.index];
            if (!row) return null;
            const key = keyOf(row);
            return (
              <BodyRow
                key={key}
                id={rowId(key)}
                rowKey={key}
                row={row}
                columns={fitting}
                template={template}
                index={item.index}
                topPx={item.start - ROW_HEIGHT_PX}
                level={levelOf(row)}
                active={key === activeKey}
                open={key === openKey}
                marked={marking ? marking.keys.has(key) : null}
              />
            );
          })}
        </GridGroup>
      </Grid>
      {sorted.length === 0 && <div className={styles.empty}>{props.empty}</div>}
    </div>
  );
}
