import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useMemo,
  useState,
} from 'react';
import type { Level } from '../../contract/health.ts';
import { columnsFor, type TableColumn } from './column.ts';
import styles from './data-grid.module.css';
import { movedBy } from './grid-keys.ts';
import { Grid, GridCell, GridGroup, GridHeader, GridRow } from './grid-parts.tsx';
import { BodyRow } from './grid-row.tsx';
import ordered from './ordered-grid.module.css';
import { useElementWidth } from './use-element-width.ts';

/** Height of a row and of the header, pixels; the same in data-grid.module.css. */
const ROW_HEIGHT_PX = 30;
const OVERSCAN_ROWS = 8;
/** More rows are asked for when so few are left below. */
const NEAR_END_ROWS = 40;

interface OrderedGridProps<Row> {
  /** What the table lists, for screen readers. */
  label: string;
  /** Those that are known so far, in the order that they have by themselves. */
  rows: readonly Row[];
  /** How many there are in all. */
  total: number;
  columns: readonly TableColumn<Row>[];
  keyOf: (row: Row) => string;
  levelOf: (row: Row) => Level;
  /** What the row stands under: a line with this title comes before the first row of each. */
  sectionOf: (row: Row) => string;
  openKey: string | null;
  onOpen: (key: string) => void;
  onMove: (key: string) => void;
  onEscape: () => void;
  onNearEnd: () => void;
  /** Told when the first row comes into view, or leaves it. */
  onTop: (isAtTop: boolean) => void;
  dimmed: boolean;
  empty: ReactNode;
  gridRef: RefObject<HTMLDivElement | null>;
}

type Item<Row> = { section: string } | { section: null; row: Row; index: number };

/**
 * A table whose order is that of what it lists, fetched as far as somebody reads. It is moved through and
 * opened like every other table.
 */
export function OrderedGrid<Row extends object>(props: OrderedGridProps<Row>) {
  const { label, rows, columns, keyOf, levelOf, sectionOf, openKey, onOpen, gridRef: scroller } = props;
  const widthPx = useElementWidth(scroller);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const id = useId();
  const fitting = useMemo(() => columnsFor(columns, widthPx), [columns, widthPx]);
  const items = useMemo(() => withSections(rows, sectionOf), [rows, sectionOf]);
  const active = useMemo(
    () => (activeKey === null ? -1 : rows.findIndex((row) => keyOf(row) === activeKey)),
    [rows, keyOf, activeKey],
  );
  const activeItem =
    active < 0 ? -1 : items.findIndex((item) => item.section === null && item.index === active);

  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: OVERSCAN_ROWS,
    scrollMargin: ROW_HEIGHT_PX,
    scrollPaddingStart: ROW_HEIGHT_PX,
    getItemKey: (at) => {
      const item = items[at];
      return item === undefined ? at : item.section === null ? keyOf(item.row) : `section ${item.section}`;
    },
    // The active row exists even out of view: aria-activedescendant points at it.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range);
      return activeItem < 0 || activeItem >= range.count || visible.includes(activeItem)
        ? visible
        : [...visible, activeItem];
    },
  });
  const visible = virtualizer.getVirtualItems();
  const lastVisible = virtualizer.range?.endIndex ?? 0;
  const isNearEnd = items.length > 0 && lastVisible > items.length - NEAR_END_ROWS;
  const { onNearEnd } = props;
  useEffect(() => {
    if (isNearEnd && rows.length > 0) onNearEnd();
  }, [isNearEnd, rows, onNearEnd]);

  const activate = (index: number) => {
    const row = rows[index];
    if (!row) return;
    setActiveKey(keyOf(row));
    props.onMove(keyOf(row));
    const at = items.findIndex((item) => item.section === null && item.index === index);
    // The first row brings its section's title with it.
    virtualizer.scrollToIndex(index === 0 ? 0 : at, { align: 'auto' });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.key === 'Enter' || event.key === ' ') && activeKey !== null && active >= 0) {
      event.preventDefault();
      onOpen(activeKey);
      return;
    }
    if (event.key === 'Escape') props.onEscape();
    const pageRows = Math.floor(((scroller.current?.clientHeight ?? 0) - ROW_HEIGHT_PX) / ROW_HEIGHT_PX);
    const target = movedBy(event.key, { active, rowCount: rows.length, pageRows });
    if (target === null) return;
    event.preventDefault();
    activate(target);
  };

  // A press of the mouse focuses too, and chooses its own row.
  const onFocus = (event: FocusEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || active >= 0) return;
    if (event.currentTarget.matches(':focus-visible')) activate(0);
  };

  const onClick = (event: MouseEvent) => {
    const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
    const key = pressed?.dataset.row;
    if (key === undefined) return;
    setActiveKey(key);
    onOpen(key);
  };

  const rowId = (key: string) => `${id}-${key}`;
  const template = fitting.map((column) => column.width).join(' ');
  return (
    <div className={styles.frame}>
      <Grid
        tabIndex={0}
        ref={scroller}
        className={styles.grid}
        aria-label={label}
        aria-rowcount={props.total + 1}
        aria-colcount={fitting.length}
        aria-activedescendant={active >= 0 && activeKey !== null ? rowId(activeKey) : undefined}
        data-dimmed={props.dimmed || undefined}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={onFocus}
        onScroll={(event) => props.onTop(event.currentTarget.scrollTop < ROW_HEIGHT_PX)}
      >
        <GridGroup className={styles.header}>
          <GridRow className={styles.row} aria-rowindex={1} style={{ gridTemplateColumns: template }}>
            {fitting.map((column, at) => (
              <GridHeader key={column.id} className={styles.headerCell} data-align={column.align}>
                <span
                  className={ordered.title}
                  title={column.explanation}
                  data-after-figure={(!column.align && fitting[at - 1]?.align === 'end') || undefined}
                >
                  {column.header}
                </span>
              </GridHeader>
            ))}
          </GridRow>
        </GridGroup>
        <GridGroup className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {visible.map(({ index: at, start }) => {
            const item = items[at];
            if (!item) return null;
            const topPx = start - ROW_HEIGHT_PX;
            if (item.section !== null) {
              return (
                <GridRow
                  key={`section ${item.section}`}
                  className={ordered.section}
                  style={{ transform: `translateY(${topPx}px)` }}
                  data-section
                >
                  <GridCell aria-colspan={fitting.length}>{item.section}</GridCell>
                </GridRow>
              );
            }
            const key = keyOf(item.row);
            return (
              <BodyRow
                key={key}
                id={rowId(key)}
                rowKey={key}
                row={item.row}
                columns={fitting}
                template={template}
                index={item.index}
                topPx={topPx}
                level={levelOf(item.row)}
                active={key === activeKey}
                open={key === openKey}
                marked={null}
              />
            );
          })}
        </GridGroup>
      </Grid>
      {rows.length === 0 && <div className={styles.empty}>{props.empty}</div>}
    </div>
  );
}

function withSections<Row>(rows: readonly Row[], sectionOf: (row: Row) => string): Item<Row>[] {
  const items: Item<Row>[] = [];
  let section: string | null = null;
  for (const [index, row] of rows.entries()) {
    const its = sectionOf(row);
    if (its !== section) items.push({ section: its });
    section = its;
    items.push({ section: null, row, index });
  }
  return items;
}
