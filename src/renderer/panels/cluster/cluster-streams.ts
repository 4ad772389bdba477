import type { ClusterKind, WatchState } from '../../../contract/cluster.ts';
import type { Client } from '../../../contract/index.ts';
import { useMoment } from '../../state/moment.ts';
import { keyAt } from '../../state/moment-key.ts';
import { type StreamState, useFoldedStream, useKept } from '../../state/stream.ts';
import { createLiveRows, type LiveRows } from '../../tables/index.ts';
import { type ClusterFrame, isNamespaced, type RowOf } from './kinds.ts';
import type { ClusterScope } from './scope.ts';

/** What the screen holds of one table: its watch's state and its rows, which change in place. */
export interface TableData<Row> {
  watch: WatchState;
  rows: LiveRows<Row>;
}

export type TableStream<Row> = StreamState<TableData<Row>>;

export type ClusterStreams = { [Kind in ClusterKind]: TableStream<RowOf[Kind]> };

/** All tables at once: each says something about the others, and switching between them is instant. */
export function useClusterStreams({ context, namespaces }: ClusterScope): ClusterStreams {
  const { at } = useMoment();
  const scope = {
    at,
    context,
    namespaces: typeof namespaces === 'string' ? namespaces : [...namespaces],
  };
  return {
    pods: useTable('pods', scope, (client, options) => client.cluster.pods(scope, options)),
    deployments: useTable('deployments', scope, (client, options) =>
      client.cluster.deployments(scope, options),
    ),
    nodes: useTable('nodes', scope, (client, options) => client.cluster.nodes({ at, context }, options)),
    events: useTable('events', scope, (client, options) => client.cluster.events(scope, options)),
    configMaps: useTable('configMaps', scope, (client, options) => client.cluster.configMaps(scope, options)),
  };
}

function useTable<Row extends { key: string }>(
  kind: ClusterKind,
  { at, context, namespaces }: ClusterScope & { at: string | null },
  call: (client: Client, options: { signal: AbortSignal }) => Promise<AsyncIterable<ClusterFrame<Row>>>,
): TableStream<Row> {
  const key = JSON.stringify(['cluster', kind, context, ...(isNamespaced(kind) ? [namespaces] : [])]);
  return useKept(useFoldedStream<ClusterFrame<Row>, TableData<Row>>(call, keyAt(key, at), applyFrame), key);
}

/** The rows are changed in place: the work is that of the frame, not of the table. */
function applyFrame<Row extends { key: string }>(
  before: TableData<Row> | null,
  frame: ClusterFrame<Row>,
): TableData<Row> {
  const rows = before?.rows ?? createLiveRows<Row>((row) => row.key, requestAnimationFrame);
  rows.apply(frame);
  return { watch: frame.state, rows };
}
