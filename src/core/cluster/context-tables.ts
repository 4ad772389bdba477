import type { Kubernetes } from '../connect/kubernetes/index.ts';
import { type Clock, instantOf } from '../kernel/clock.ts';
import type { Problem } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Redactor } from '../kernel/redaction.ts';
import { createReflector } from '../observe/reflector.ts';
import type { TableRecorder } from '../observe/table-recorder.ts';
import { createUsagePoll } from '../observe/usage.ts';
import { type ClusterConnection, createClusterConnection } from './connection.ts';
import { afterLastKnown, type TableFrame, type TableSource, tableFrames } from './frames.ts';
import { joinTables } from './joined-table.ts';
import { countByNode, createListings, type Listings } from './listings.ts';
import { createLiveTable, type LiveTable, type WatchState } from './live-table.ts';
import { type PastCluster, recordName, usageRecordName } from './past.ts';
import { type ClusterKind, RESOURCES, type RowOf } from './resources.ts';
import { type MissingNamespace, type Namespaces, namespacesOf } from './scope.ts';
import { createUsageFeed, type UsageFeed } from './usage-feed.ts';
import { USAGE_LEAST_MS, usageRows } from './usage-rows.ts';
import { configMapView, deploymentView, eventView, nodeView, podView, type ViewOf } from './views.ts';

/** A watch's state as a screen gets it. */
export interface WatchStateView {
  phase: WatchState['phase'];
  since: string | null;
  observedAt: string | null;
  problem: Problem | null;
  /** Of several namespaces, those that may not be read. */
  missing: MissingNamespace[];
}

/** What is watched through one context: a table for each kind and namespace that somebody looks at. */
export interface ContextTables extends Listings {
  connection: ClusterConnection;
  usage: UsageFeed;
  /** The namespace that is meant where none is named. */
  namespace: string;
  /** A null namespace is all of them at once. */
  table<Kind extends ClusterKind>(kind: Kind, namespace: string | null): LiveTable<RowOf[Kind]>;
  frames<Kind extends ClusterKind>(
    kind: Kind,
    namespaces: Namespaces,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<TableFrame<ViewOf[Kind], WatchStateView>, void, void>;
  close(): Promise<void>;
}

export function createContextTables(options: {
  open: () => Promise<Kubernetes>;
  /** The context's name in the record; null for the profile's own. */
  context: string | null;
  recorder: TableRecorder;
  past: PastCluster;
  namespace: string;
  expectedHash: string;
  redactor: Redactor;
  clock: Clock;
  log: Log;
}): ContextTables {
  const { context, recorder, past, namespace, redactor, clock, log } = options;
  const connection = createClusterConnection({ open: options.open, clock, log });
  const usage = createUsageFeed({
    connection,
    poll: (kubernetes) => createUsagePoll({ kubernetes, clock }),
  });
  const tables: { [Kind in ClusterKind]: Map<string | null, LiveTable<RowOf[Kind]>> } = {
    pods: new Map(),
    deployments: new Map(),
    nodes: new Map(),
    events: new Map(),
    configMaps: new Map(),
  };

  /** What is kept of a row: what a screen sees, but for what others say beside it. */
  const stored: { [Kind in ClusterKind]: (row: RowOf[Kind]) => ViewOf[Kind] } = {
    pods: (row) => podView(row, null, redactor),
    deployments: deploymentView,
    nodes: (row) => nodeView(row, null, 0),
    events: (row) => eventView(row, redactor),
    configMaps: (row) => configMapView(row, options.expectedHash),
  };
  const unrecord = [recorder.add(usageRecordName(context), usageRows(usage), (row) => row, USAGE_LEAST_MS)];

  const table = <Kind extends ClusterKind>(kind: Kind, scope: string | null): LiveTable<RowOf[Kind]> => {
    const known: Map<string | null, LiveTable<RowOf[Kind]>> = tables[kind];
    const place = kind === 'nodes' ? null : scope;
    let found = known.get(place);
    if (!found) {
      found = createLiveTable<RowOf[Kind]>({
        connection,
        clock,
        reflect: (kubernetes) =>
          createReflector({
            kubernetes,
            resource: { path: RESOURCES[kind].path(place) },
            project: RESOURCES[kind].project,
            keyOf: (row) => row.key,
            clock,
            log,
          }),
      });
      known.set(place, found);
      unrecord.push(recorder.add<RowOf[Kind]>(recordName(context, kind, place), found, stored[kind]));
    }
    return found;
  };

  let podCounts: ReadonlyMap<string, number> | null = null;
  const ownPods = table('pods', namespace);
  ownPods.subscribe(() => {
    podCounts = null;
  });
  const podsOn = (node: string): number => {
    podCounts ??= countByNode(ownPods.rows().values());
    return podCounts.get(node) ?? 0;
  };
  const views: { [Kind in ClusterKind]: (row: RowOf[Kind]) => ViewOf[Kind] } = {
    pods: (row) => podView(row, usage.value(), redactor),
    deployments: deploymentView,
    nodes: (row) => nodeView(row, usage.value(), podsOn(row.name)),
    events: (row) => eventView(row, redactor),
    configMaps: (row) => configMapView(row, options.expectedHash),
  };

  /** How a table was when an earlier run last saw it. */
  const lastKnown = <Kind extends ClusterKind>(kind: Kind, namespaces: Namespaces) => {
    let seen: WatchStateView | null = null;
    return {
      async rows() {
        const table = await past.table(kind, { context, namespaces, at: clock.now() });
        seen = table.state;
        return table.rows;
      },
      stateOf: (now: WatchStateView): WatchStateView => ({
        ...now,
        phase: now.phase === 'forbidden' ? 'forbidden' : 'stale',
        observedAt: seen?.observedAt ?? null,
      }),
    };
  };

  async function* framesOf<Row extends { key: string }, View>(
    known: { rows(): Promise<View[]>; stateOf(now: WatchStateView): WatchStateView },
    source: TableSource<Row>,
    view: (row: Row) => View,
    state: () => WatchStateView,
    release: () => void,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<TableFrame<View, WatchStateView>, void, void> {
    const releaseUsage = usage.hold();
    try {
      const live = tableFrames({
        clock,
        source,
        keyOf: (row) => row.key,
        view,
        state,
        onRefresh: (refresh) => usage.subscribe(() => refresh('rows')),
        signal,
      });
      yield* afterLastKnown({
        live,
        known: known.rows,
        state,
        stateOfKnown: () => known.stateOf(state()),
        clock,
        subscribe: source.subscribe,
        signal,
      });
    } finally {
      releaseUsage();
      release();
    }
  }

  /** Several watches as one. */
  const joinedFrames = <Kind extends ClusterKind>(
    kind: Kind,
    names: readonly string[],
    signal: AbortSignal | undefined,
  ) => {
    const joined = joinTables<RowOf[Kind]>(new Map(names.map((name) => [name, table(kind, name)])));
    const state = () => stateView(joined.state(), joined.missing());
    return framesOf<RowOf[Kind], ViewOf[Kind]>(
      lastKnown(kind, names),
      joined,
      views[kind],
      state,
      joined.release,
      signal,
    );
  };
  const singleFrames = <Kind extends ClusterKind>(
    kind: Kind,
    scope: string | null,
    signal: AbortSignal | undefined,
  ) => {
    const single = table(kind, scope);
    const state = () => stateView(single.state(), []);
    const known = lastKnown(kind, scope === null ? 'all' : [scope]);
    return framesOf<RowOf[Kind], ViewOf[Kind]>(known, single, views[kind], state, single.hold(), signal);
  };

  return {
    ...createListings({ connection, namespace, expectedHash: options.expectedHash, redactor, clock }),
    connection,
    usage,
    namespace,
    table,
    async *frames(kind, namespaces, signal) {
      const scopes = kind === 'nodes' ? [null] : namespacesOf(namespaces, namespace);
      const names = scopes.filter((scope) => scope !== null);
      if (names.length > 1) yield* joinedFrames(kind, names, signal);
      else yield* singleFrames(kind, scopes[0] ?? null, signal);
    },
    async close() {
      for (const undo of unrecord) undo();
      await usage.stop();
      await Promise.all(
        Object.values(tables).flatMap((known) => [...known.values()].map((one) => one.stop())),
      );
      await connection.close();
    },
  };
}

function stateView(state: WatchState, missing: MissingNamespace[]): WatchStateView {
  const { phase, since, lastContactAt, problem } = state;
  return { phase, since: instantOf(since), observedAt: instantOf(lastContactAt), problem, missing };
}
