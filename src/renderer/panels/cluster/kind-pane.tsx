import { type RefObject, useMemo } from 'react';
import { countStates, type Marking, type TableFilter } from '../../tables/index.ts';
import type { TableStream } from './cluster-streams.ts';
import type { TableDescription } from './descriptions.ts';
import { FreshnessNotice } from './freshness-notice.tsx';
import styles from './kind-table.module.css';
import { KindTable } from './kind-table.tsx';
import type { ListedRow } from './kinds.ts';
import { nounOf } from './state-words.ts';
import { TableReplacement } from './table-replacement.tsx';
import { tableViewOf } from './table-view.ts';
import { useSnapshot } from './use-snapshot.ts';

interface KindPaneProps<Row> {
  stream: TableStream<Row>;
  description: TableDescription<Row>;
  /** Where was looked: `the namespace acgs-production`. */
  scope: string;
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

/** One table in whatever state it is: rows, rows from before, or what stands in their place. */
export function KindPane<Row extends ListedRow>({ stream, description, ...rest }: KindPaneProps<Row>) {
  const snapshot = useSnapshot(stream.data?.rows);
  const { stateOf } = description;
  const { states } = rest.filter;
  const counts = useMemo(
    () => (snapshot ? countStates(snapshot.rows, stateOf, states) : []),
    [snapshot, stateOf, states],
  );
  const view = tableViewOf(stream, (snapshot?.rows.length ?? 0) > 0);

  if (view.kind !== 'rows' || !snapshot) {
    return (
      <TableReplacement
        view={view.kind === 'rows' ? { kind: 'waiting' } : view}
        noun={nounOf(description.kind, 2)}
      />
    );
  }
  return (
    <div className={styles.table}>
      <FreshnessNotice view={view} />
      <KindTable
        {...rest}
        description={description}
        rows={snapshot.rows}
        counts={counts}
        current={view.freshness === 'live'}
      />
    </div>
  );
}
