import type { ClusterKind } from '../../../contract/cluster.ts';
import { grouped } from '../../format/number.ts';
import { useMoment } from '../../state/moment.ts';
import { formatRoute } from '../../state/route.ts';
import type { ClusterStreams, TableStream } from './cluster-streams.ts';
import styles from './kind-tabs.module.css';
import { KINDS, TITLES } from './kinds.ts';
import { tableViewOf } from './table-view.ts';
import { useSnapshot } from './use-snapshot.ts';

/** The tables as places of their own: each has an address. */
export function KindTabs({ current, streams }: { current: ClusterKind; streams: ClusterStreams }) {
  const { at } = useMoment();
  return (
    <nav className={styles.tabs} aria-label="Tables">
      {KINDS.map((kind) => (
        <a
          key={kind}
          className={styles.tab}
          href={formatRoute({ panel: 'cluster', item: kind, at, choices: {} })}
          aria-current={kind === current ? 'page' : undefined}
        >
          {TITLES[kind]} <Total stream={streams[kind]} />
        </a>
      ))}
    </nav>
  );
}

function Total({ stream }: { stream: TableStream<unknown> }) {
  const rows = useSnapshot(stream.data?.rows)?.rows.length ?? 0;
  const known = tableViewOf(stream, rows > 0).kind === 'rows';
  return <span className={styles.total}>{known ? grouped(rows) : ''}</span>;
}
