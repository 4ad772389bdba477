import { Box } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { podKey, type ShownLine } from './log-lines.ts';
import styles from './log-list.module.css';
import { LogRow, type PodMark } from './log-row.tsx';

/** Height of a line that is not wrapped, pixels; the same in log-list.module.css. */
const LINE_HEIGHT_PX = 19;
const OVERSCAN_LINES = 20;
/** Nearer to the end than this is at the end. */
const AT_END_PX = 24;
/** What stands before the text and behind it: time, pod, how much is cut off. */
const MARGIN_CHARACTERS = 40;

interface LogListProps {
  label: string;
  lines: readonly ShownLine[];
  /** Characters of the longest line. */
  widest: number;
  /** A mark for each pod, by its key; empty for a single one. */
  marks: ReadonlyMap<string, PodMark>;
  query: string;
  /** Index of the line that the search stands at. */
  current: number | null;
  wrap: boolean;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  /** What is shown is from before. */
  dimmed: boolean;
}

/** Lines of any number: only those in view exist. It stays at the end while following, until scrolled up. */
export function LogList(props: LogListProps) {
  const { lines, wrap, follow, current, onFollow } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);

  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT_PX,
    overscan: OVERSCAN_LINES,
    getItemKey: (index) => lines[index]?.id ?? index,
  });
  const heightPx = virtualizer.getTotalSize();

  useLayoutEffect(() => {
    if (follow && scroller.current) scroller.current.scrollTop = heightPx;
  }, [follow, heightPx]);

  useEffect(() => {
    if (current !== null) virtualizer.scrollToIndex(current, { align: 'center' });
  }, [current, virtualizer]);

  // Only a move upwards is the reader's own: what arrives moves the end away, not the reader.
  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END_PX;
    if (atEnd !== follow && (atEnd || element.scrollTop < lastTop.current)) onFollow(atEnd);
    lastTop.current = element.scrollTop;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'End') onFollow(true);
  };

  return (
    <Box
      ref={scroller}
      className={styles.scroller ?? ''}
      role="group"
      aria-label={props.label}
      tabIndex={0}
      data-wrap={wrap || undefined}
      data-dimmed={props.dimmed || undefined}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <ol
        className={styles.lines}
        style={{ height: heightPx, ...(wrap ? {} : { minWidth: `${props.widest + MARGIN_CHARACTERS}ch` }) }}
      >
        {virtualizer.getVirtualItems().map((item) => {
          const line = lines[item.index];
          return (
            line && (
              <LogRow
                key={item.key}
                ref={virtualizer.measureElement}
                line={line}
                index={item.index}
                topPx={item.start}
                mark={props.marks.get(podKey(line)) ?? null}
                query={props.query}
                current={item.index === current}
              />
            )
          );
        })}
      </ol>
    </Box>
  );
}
