import type { Kubernetes } from '../connect/kubernetes/index.ts';
import { type Clock, instantOf } from '../kernel/clock.ts';
import type { Problem } from '../kernel/errors.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Redactor } from '../kernel/redaction.ts';
import { createReflector } from '../observe/reflector.ts';
import { createUsagePoll, type Usage, type UsageState } from '../observe/usage.ts';
import { createClusterConnection } from './connection.ts';
import { type TableFrame, tableFrames } from './frames.ts';
import { countByNode, createListings, type Listings } from './listings.ts';
import { createLiveTable, type LiveTable, type WatchState } from './live-table.ts';
import { createLogs, type Logs } from './logs/index.ts';
import { type ClusterKind, RESOURCES, type RowOf } from './resources.ts';
import { createUsageFeed } from './usage-feed.ts';
import { deploymentView, eventView, nodeView, podView, shareOf, type ViewOf } from './views.ts';

export type { WatchState } from './live-table.ts';
export type { ClusterKind, RowOf } from './resources.ts';
export type { ViewOf } from './views.ts';

/** What a node uses of what pods may use, 0 to 1; null when nobody reports it. */
export interface NodeShare {
  name: string;
  cpu: number | null;
  memory: number | null;
}

/** A watch's state as a screen gets it. */
export interface WatchStateView {
  phase: WatchState['phase'];
  since: string | null;
  observedAt: string | null;
  problem: Problem | null;
}

/** The cluster as observed: live tables while somebody looks, listings for the command line. */
export interface Cluster extends Listings {
  configured: boolean;
  namespace: string;
  /** Name of the kubeconfig's context; null until the connection has been opened. */
  context(): string | null;
  info(): { context: string | null; namespace: string; version: string | null };
  /** How what health needs is doing: the worst of its tables. */
  state(): WatchState;
  usage(): { value: Usage | null; state: Pick<UsageState, 'phase' | 'lastContactAt' | 'problem'> };
  /** Of the profile's namespace, while held. */
  deployment(name: string): RowOf['deployments'] | undefined;
  podsOf(deployment: string): RowOf['pods'][];
  nodes(): RowOf['nodes'][];
  nodeShares(): NodeShare[];
  warnings(): RowOf['events'][];
  /** Told after anything that health needs changed. */
  subscribe(listener: () => void): () => void;
  /** Resolves when the kubeconfig has been read, whether it is usable or not. */
  opened(): Promise<void>;
  /** Watches what health needs until the returned function is called. */
  hold(): () => void;
  /** Resolves when everything health needs is live, or is known not to be. */
  settled(signal?: AbortSignal): Promise<void>;
  frames<Kind extends ClusterKind>(
    kind: Kind,
    options: { allNamespaces: boolean; signal?: AbortSignal | undefined },
  ): AsyncGenerator<TableFrame<ViewOf[Kind], WatchStateView>, void, void>;
  /** What containers write. */
  logs: Logs;
  /** The connection itself, for operations; opened when first needed. */
  connect(): Promise<Kubernetes>;
  close(): Promise<void>;
}

type Tables = { [Kind in ClusterKind]: LiveTable<RowOf[Kind]> };

export function createCluster(options: {
  /** Null when the profile names no cluster. */
  open: (() => Promise<Kubernetes>) | null;
  namespace: string;
  redactor: Redactor;
  clock: Clock;
  log: Log;
}): Cluster {
  const { namespace, redactor, clock, log } = options;
  const configured = options.open !== null;
  const connection = createClusterConnection({ open: options.open ?? notConfigured, clock, log });
  const usage = createUsageFeed({
    connection,
    poll: (kubernetes) => createUsagePoll({ kubernetes, clock }),
  });
  const tableOf = <Kind extends ClusterKind>(kind: Kind, scope: string | null) =>
    createLiveTable<RowOf[Kind]>({
      connection,
      clock,
      reflect: (kubernetes) =>
        createReflector({
          kubernetes,
          resource: { path: RESOURCES[kind].path(scope) },
          project: RESOURCES[kind].project,
          keyOf: (row) => row.key,
          clock,
          log,
        }),
    });
  const tablesOf = (scope: string | null, nodes: LiveTable<RowOf['nodes']>): Tables => ({
    pods: tableOf('pods', scope),
    deployments: tableOf('deployments', scope),
    nodes,
    events: tableOf('events', scope),
  });
  const nodes = tableOf('nodes', null);
  const own = tablesOf(namespace, nodes);
  const all = tablesOf(null, nodes);
  /** Events tell stories, they judge nothing: health does not wait for them. */
  const needed = [own.nodes, own.deployments, own.pods];

  const state = (): WatchState => {
    if (!configured) return NOT_CONFIGURED;
    const states = needed.map((table) => table.state());
    return states.reduce((worst, next) => (RANK[next.phase] > RANK[worst.phase] ? next : worst));
  };
  const viewState = (table: LiveTable<unknown>): WatchStateView => {
    const { phase, since, lastContactAt, problem } = configured ? table.state() : NOT_CONFIGURED;
    return { phase, since: instantOf(since), observedAt: instantOf(lastContactAt), problem };
  };
  let podCounts: ReadonlyMap<string, number> | null = null;
  own.pods.subscribe(() => {
    podCounts = null;
  });
  const podsOn = (node: string): number => {
    podCounts ??= countByNode(own.pods.rows().values());
    return podCounts.get(node) ?? 0;
  };

  async function* framesOf<Kind extends ClusterKind>(
    table: LiveTable<RowOf[Kind]>,
    view: (row: RowOf[Kind]) => ViewOf[Kind],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<TableFrame<ViewOf[Kind], WatchStateView>, void, void> {
    if (!configured) {
      yield { state: viewState(table), reset: true, rows: [], removed: [], total: 0 };
      return;
    }
    const release = [table.hold(), usage.hold()];
    try {
      yield* tableFrames({
        clock,
        source: table,
        keyOf: (row) => row.key,
        view,
        state: () => viewState(table),
        onRefresh: (refresh) => usage.subscribe(() => refresh('rows')),
        signal,
      });
    } finally {
      for (const undo of release) undo();
    }
  }

  return {
    ...createListings({ connection, namespace, redactor, clock }),
    configured,
    namespace,
    context: () => connection.current()?.context ?? null,
    info: () => ({ context: connection.current()?.context ?? null, namespace, version: null }),
    state,
    usage: () => ({ value: usage.value(), state: usage.state() }),
    deployment: (name) => own.deployments.rows().get(`${namespace}/${name}`),
    podsOf: (deployment) => [...own.pods.rows().values()].filter((pod) => pod.owner === deployment),
    nodes: () => [...nodes.rows().values()],
    nodeShares: () =>
      [...nodes.rows().values()].map((node) => {
        const used = usage.value()?.nodes.get(node.name);
        return {
          name: node.name,
          cpu: shareOf(used?.cpuCores, node.cpuAllocatable),
          memory: shareOf(used?.memoryBytes, node.memoryAllocatableBytes),
        };
      }),
    warnings: () => [...own.events.rows().values()].filter((event) => event.type === 'Warning'),
    subscribe(listener) {
      const unsubscribe = [...needed, own.events].map((table) => table.subscribe(listener));
      unsubscribe.push(usage.subscribe(listener));
      return () => {
        for (const undo of unsubscribe) undo();
      };
    },
    hold() {
      if (!configured) return () => {};
      const release = [...needed, own.events].map((table) => table.hold());
      release.push(usage.hold());
      return () => {
        for (const undo of release) undo();
      };
    },
    opened: () =>
      configured
        ? connection.open().then(
            () => {},
            () => {},
          )
        : Promise.resolve(),
    async settled(signal) {
      if (!configured) return;
      await Promise.all([...needed.map((table) => table.settled(signal)), usage.settled()]);
    },
    frames(kind, { allNamespaces, signal }) {
      const tables = allNamespaces ? all : own;
      const views: { [K in ClusterKind]: (row: RowOf[K]) => ViewOf[K] } = {
        pods: (row) => podView(row, usage.value(), redactor),
        deployments: deploymentView,
        nodes: (row) => nodeView(row, usage.value(), podsOn(row.name)),
        events: (row) => eventView(row, redactor),
      };
      return framesOf<typeof kind>(tables[kind], views[kind], signal);
    },
    logs: createLogs({ connect: connection.open, redactor, clock }),
    connect: connection.open,
    async close() {
      await usage.stop();
      await Promise.all([...new Set([...Object.values(own), ...Object.values(all)])].map((t) => t.stop()));
      await connection.close();
    },
  };
}

const NOT_CONFIGURED: WatchState = {
  phase: 'not-configured',
  since: null,
  lastContactAt: null,
  problem: null,
};

const RANK: Record<WatchState['phase'], number> = {
  live: 0,
  'not-configured': 1,
  stale: 2,
  connecting: 3,
  forbidden: 4,
};

function notConfigured(): Promise<Kubernetes> {
  return Promise.reject(
    new OperatorError('not-configured', 'The profile names no cluster', {
      hint: 'Add a cluster to the profile; docs/profile.md shows how.',
    }),
  );
}
