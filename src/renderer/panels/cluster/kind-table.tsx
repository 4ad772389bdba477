import { Button } from '@mantine/core';
import { IconHexagons, IconSearchOff } from '@tabler/icons-react';
import { type RefObject, useMemo } from 'react';
import { PanelMessage } from '../../states/panel-message.tsx';
import {
  DataGrid,
  filterRows,
  type Marking,
  NO_FILTER,
  type StateCount,
  type TableFilter,
  TableFilterBar,
} from '../../tables/index.ts';
import type { TableDescription } from './descriptions.ts';
import styles from './kind-table.module.css';
import { TITLES } from './kinds.ts';

interface KindTableProps<Row> {
  description: TableDescription<Row>;
  rows: readonly Row[];
  counts: readonly StateCount[];
  /** Where was looked: `the namespace acgs-production`. */
  scope: string;
  /** False when the rows are from before. */
  current: boolean;
  filter: TableFilter;
  onFilter: (filter: TableFilter) => void;
  openKey: string | null;
  onOpen: (key: string) => void;
  onMove: (key: string) => void;
  onEscape: () => void;
  marking?: Marking | undefined;
  filterInput: RefObject<HTMLInputElement | null>;
  grid: RefObject<HTMLDivElement | null>;
}

/** One table with its filter, its chips and what is said when there is nothing to list. */
export function KindTable<Row extends object>(props: KindTableProps<Row>) {
  const { description, rows, filter, onFilter } = props;
  const shown = useMemo(() => filterRows(rows, filter, description), [rows, filter, description]);
  const noun = TITLES[description.kind].toLowerCase();

  return (
    <div className={styles.table}>
      <TableFilterBar
        noun={noun}
        filter={filter}
        onChange={onFilter}
        counts={props.counts}
        shown={shown.length}
        total={rows.length}
        dimmed={!props.current}
        input={props.filterInput}
        onLeave={() => props.grid.current?.focus()}
      />
      <DataGrid
        label={TITLES[description.kind]}
        rows={shown}
        columns={description.columns}
        keyOf={description.keyOf}
        levelOf={description.levelOf}
        initialSort={description.initialSort}
        nameColumn={description.nameColumn}
        openKey={props.openKey}
        onOpen={props.onOpen}
        onMove={props.onMove}
        onEscape={props.onEscape}
        dimmed={!props.current}
        gridRef={props.grid}
        {...(props.marking ? { marking: props.marking } : {})}
        empty={
          rows.length === 0 ? (
            <PanelMessage
              icon={IconHexagons}
              title={`No ${noun} in ${props.scope}`}
              {...EMPTY[description.kind]}
            />
          ) : (
            <PanelMessage
              icon={IconSearchOff}
              title={`None of the ${rows.length} ${noun} matches`}
              text={filterWords(filter)}
              action={
                <Button size="xs" variant="default" onClick={() => onFilter(NO_FILTER)}>
                  Show all
                </Button>
              }
            />
          )
        }
      />
    </div>
  );
}

const EMPTY = {
  pods: {
    text: 'The cluster answers; there is nothing running here.',
    hint: 'Look at the deployments to see what should run, or at more namespaces.',
  },
  deployments: {
    text: 'The cluster answers; nothing is deployed here.',
    hint: 'Look at more namespaces, or check the namespace in the profile.',
  },
  nodes: {
    text: 'The cluster answers, but has no nodes to run anything on.',
    hint: 'Ask whoever runs the cluster why its nodes are gone.',
  },
  configMaps: {
    text: 'The cluster answers; nothing is configured here this way.',
    hint: 'Look at more namespaces, or check the namespace in the profile.',
  },
  events: {
    text: 'Nothing has happened lately: clusters keep events for about an hour.',
    hint: 'New events appear here by themselves.',
  },
} as const;

function filterWords({ text, states }: TableFilter): string {
  const parts = [
    ...(text.trim() === '' ? [] : [`the text “${text.trim()}”`]),
    ...(states.size === 0 ? [] : [`the state ${[...states].join(' or ')}`]),
  ];
  return `The filter is ${parts.join(' and ')}.`;
}
