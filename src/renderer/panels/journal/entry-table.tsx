import { Button } from '@mantine/core';
import { IconNotebook, IconSearchOff } from '@tabler/icons-react';
import { type RefObject, useMemo, useState } from 'react';
import type { JournalFilter, JournalRow } from '../../../contract/journal.ts';
import { grouped } from '../../format/number.ts';
import { useNow } from '../../state/ticker.ts';
import { PanelMessage } from '../../states/panel-message.tsx';
import { OrderedGrid } from '../../tables/index.ts';
import { dayOf } from './days.ts';
import { ENTRY_COLUMNS } from './entry-columns.tsx';
import styles from './entry-table.module.css';
import { filterWords, isFiltering } from './filter.ts';
import type { Entries } from './use-entries.ts';

interface EntryTableProps {
  entries: Entries;
  filter: JournalFilter;
  onClearFilter: () => void;
  openIndex: number | null;
  onOpen: (index: number) => void;
  onEscape: () => void;
  dimmed: boolean;
  grid: RefObject<HTMLDivElement | null>;
}

/**
 * The entries, newest first, a line for each day. What comes while somebody reads further down is
 * announced and does not move what is read.
 */
export function EntryTable(props: EntryTableProps) {
  const { entries, filter, openIndex, onOpen, grid } = props;
  /** The newest entry that is shown, while somebody reads further down. */
  const [heldAt, setHeldAt] = useState<number | null>(null);
  const today = new Date(useNow()).toDateString();
  const { rows: all } = entries;
  const rows = useMemo(
    () => (heldAt === null ? all : all.filter((row) => row.index <= heldAt)),
    [all, heldAt],
  );
  const sectionOf = useMemo(() => (row: JournalRow) => dayOf(row.at, today), [today]);
  const newer = all.length - rows.length;

  const showNewer = () => {
    setHeldAt(null);
    grid.current?.scrollTo({ top: 0 });
    grid.current?.focus();
  };

  return (
    <div className={styles.table}>
      <OrderedGrid
        label="Journal entries"
        rows={rows}
        total={entries.total}
        columns={ENTRY_COLUMNS}
        keyOf={keyOf}
        levelOf={levelOf}
        sectionOf={sectionOf}
        openKey={openIndex === null ? null : String(openIndex)}
        onOpen={(key) => onOpen(Number(key))}
        onMove={(key) => openIndex !== null && onOpen(Number(key))}
        onEscape={props.onEscape}
        onNearEnd={entries.more}
        onTop={(isAtTop) => setHeldAt((before) => (isAtTop ? null : (before ?? rows[0]?.index ?? null)))}
        dimmed={props.dimmed}
        gridRef={grid}
        empty={isFiltering(filter) ? <NothingFound {...props} /> : <NothingYet />}
      />
      <div className={styles.newer} role="status">
        {newer > 0 && (
          <Button size="compact-xs" onClick={showNewer}>
            {newer === 1 ? 'One new entry' : `${grouped(newer)} new entries`}
          </Button>
        )}
      </div>
    </div>
  );
}

function NothingFound({ filter, onClearFilter }: Pick<EntryTableProps, 'filter' | 'onClearFilter'>) {
  return (
    <PanelMessage
      icon={IconSearchOff}
      title="No entry matches"
      text={`Looked for: ${filterWords(filter)}.`}
      hint="A star at a word’s end stands for its rest: rollb*."
      action={
        <Button size="xs" variant="default" onClick={onClearFilter}>
          Show all
        </Button>
      }
    />
  );
}

function NothingYet() {
  return (
    <PanelMessage
      icon={IconNotebook}
      title="Nothing has been journaled yet"
      text="Every operation, approval and log-in is written here before and after it is done, and can never be changed."
      hint="Restart or scale something in the Cluster panel, and it appears here by itself."
    />
  );
}

function keyOf(row: JournalRow): string {
  return String(row.index);
}

function levelOf(row: JournalRow) {
  return row.level === 'warning' || row.level === 'critical' ? row.level : 'good';
}
