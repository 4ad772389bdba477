import type { KubeconfigContext, Kubernetes } from '../connect/kubernetes/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { OperatorError, type Problem, problemOf } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Redactor } from '../kernel/redaction.ts';
import { createTableRecorder } from '../observe/table-recorder.ts';
import type { Usage, UsageState } from '../observe/usage.ts';
import type { Store } from '../store/index.ts';
import { type ContextTables, createContextTables, type WatchStateView } from './context-tables.ts';
import { createContexts } from './contexts.ts';
import { type TableFrame, tableStays } from './frames.ts';
import type { Listing, ListOptions } from './listings.ts';
import type { LiveTable, WatchState } from './live-table.ts';
import { createLogs, type Logs } from './logs/index.ts';
import { listNamespaces } from './namespaces.ts';
import { createPastCluster, type PastCluster } from './past.ts';
import type { ClusterKind, RowOf } from './resources.ts';
import type { Namespaces } from './scope.ts';
import { type NodeView, type PodView, shareOf, type ViewOf } from './views.ts';

export type { WatchStateView } from './context-tables.ts';
export type { WatchState } from './live-table.ts';
export type { ClusterKind, RowOf } from './resources.ts';
export type { Namespaces } from './scope.ts';
export type { ViewOf } from './views.ts';

/** What a node uses of what pods may use, 0 to 1; null when nobody reports it. */
export interface NodeShare {
  name: string;
  cpu: number | null;
  memory: number | null;
}

/** Which context is looked at; null for the profile's own. */
export interface InContext {
  context: string | null;
}

/** The cluster as observed: live tables while somebody looks, listings for the command line. */
export interface Cluster {
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
  /** A table of the profile's namespace, watched while it is held. */
  own<Kind extends ClusterKind>(kind: Kind): OwnTable<Kind>;
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
    options: InContext & {
      namespaces: Namespaces;
      /** As it was then, epoch milliseconds; null or left out is live. */
      at?: number | null;
      signal?: AbortSignal | undefined;
    },
  ): AsyncGenerator<TableFrame<ViewOf[Kind], WatchStateView>, void, void>;
  /** One look, for the command line. Fails with the reason in words. */
  list<Kind extends ClusterKind>(
    kind: Kind,
    options: InContext & ListOptions,
  ): Promise<Listing<ViewOf[Kind]>>;
  /** Nodes or pods by what they use, most first. Fails when nobody reports usage. */
  top(
    kind: 'nodes' | 'pods',
    options: InContext & ListOptions & { by: 'cpu' | 'memory' },
  ): Promise<Listing<NodeView | PodView>>;
  /** The contexts of the kubeconfig; nothing is opened. */
  contexts(): Promise<KubeconfigContext[]>;
  /** The namespace that a context means, and all that there are, where one may list them. */
  namespaces(options: InContext & { signal?: AbortSignal | undefined }): Promise<NamespaceList>;
  /** A connection for one piece of work: the profile's own, or another context's for as long as that takes. */
  using<T>(options: InContext, work: (kubernetes: Kubernetes) => Promise<T>): Promise<T>;
  /** As it was, from the record alone. */
  past: PastCluster;
  /** What containers write. */
  logs: Logs;
  /** Looks now at every connection that is open, as after sleep. */
  checkNow(): void;
  /** The connection itself, for operations; opened when first needed. */
  connect(): Promise<Kubernetes>;
  close(): Promise<void>;
}

/** `names` is empty, with the reason, where they may not be listed. */
export interface NamespaceList {
  own: string;
  names: string[];
  problem: Problem | null;
}

type OwnTable<Kind extends ClusterKind> = Pick<
  LiveTable<RowOf[Kind]>,
  'rows' | 'state' | 'subscribe' | 'hold' | 'settled'
>;

export function createCluster(options: {
  /** Null when the profile names no cluster. A null context is the profile's own. */
  open: ((context: KubeconfigContext | null) => Promise<Kubernetes>) | null;
  contexts: () => Promise<KubeconfigContext[]>;
  namespace: string;
  /** Where what is seen is kept. */
  store: Pick<Store, 'facts' | 'tables'>;
  /** Time without a look after which a table in the record is what was last known. */
  staleAfterMs: number;
  /** The constitutional hash that config maps should carry. */
  expectedHash: string;
  redactor: Redactor;
  clock: Clock;
  log: Log;
}): Cluster {
  const { namespace, redactor, clock } = options;
  const configured = options.open !== null;
  const open = options.open ?? notConfigured;
  const recorder = createTableRecorder(options);
  const past = createPastCluster(options);
  const own = createContextTables({ ...options, recorder, past, context: null, open: () => open(null) });
  const { connection, usage } = own;
  const contexts = createContexts({
    own,
    list: async () => (configured ? await options.contexts() : await notConfigured()),
    openTables: (context) =>
      createContextTables({
        ...options,
        recorder,
        past,
        context: context.name,
        namespace: context.namespace ?? 'default',
        open: () => open(context),
      }),
    clock,
  });
  const nodes = own.table('nodes', null);
  const deployments = own.table('deployments', namespace);
  const pods = own.table('pods', namespace);
  const events = own.table('events', namespace);
  /** Events tell stories, they judge nothing: health does not wait for them. */
  const needed = [nodes, deployments, pods];

  const inContext = async <T>(
    { context }: InContext,
    work: (tables: ContextTables) => Promise<T>,
  ): Promise<T> => {
    const { tables, release } = await contexts.hold(context);
    try {
      return await work(tables);
    } finally {
      release();
    }
  };

  const state = (): WatchState => {
    if (!configured) return NOT_CONFIGURED;
    const states = needed.map((table) => table.state());
    return states.reduce((worst, next) => (RANK[next.phase] > RANK[worst.phase] ? next : worst));
  };
  return {
    configured,
    namespace,
    context: () => connection.current()?.context ?? null,
    info: () => ({ context: connection.current()?.context ?? null, namespace, version: null }),
    state,
    usage: () => ({ value: usage.value(), state: usage.state() }),
    deployment: (name) => deployments.rows().get(`${namespace}/${name}`),
    podsOf: (deployment) => [...pods.rows().values()].filter((pod) => pod.owner === deployment),
    own: (kind) => own.table(kind, namespace),
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
    warnings: () => [...events.rows().values()].filter((event) => event.type === 'Warning'),
    subscribe(listener) {
      const unsubscribe = [...needed, events].map((table) => table.subscribe(listener));
      unsubscribe.push(usage.subscribe(listener));
      return () => {
        for (const undo of unsubscribe) undo();
      };
    },
    hold() {
      if (!configured) return () => {};
      const release = [...needed, events].map((table) => table.hold());
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
    async *frames(kind, { context, namespaces, at = null, signal }) {
      if (at !== null) {
        yield* tableStays(await past.table(kind, { context, namespaces, at }), signal);
        return;
      }
      if (!configured) {
        const state = { ...NOT_CONFIGURED_VIEW };
        yield { state, reset: true, rows: [], removed: [], total: 0 };
        return;
      }
      const { tables, release } = await contexts.hold(context);
      try {
        yield* tables.frames(kind, namespaces, signal);
      } finally {
        release();
      }
    },
    list: (kind, { context, ...rest }) => inContext({ context }, (tables) => tables.list(kind, rest)),
    top: (kind, { context, ...rest }) => inContext({ context }, (tables) => tables.top(kind, rest)),
    contexts: contexts.list,
    namespaces: ({ context, signal }) =>
      inContext({ context }, async (tables) => {
        const names = await tables.connection
          .open()
          .then((kubernetes) => listNamespaces(kubernetes, signal))
          .catch(problemOf);
        return Array.isArray(names)
          ? { own: tables.namespace, names, problem: null }
          : { own: tables.namespace, names: [], problem: names };
      }),
    using: ({ context }, work) =>
      inContext({ context }, async (tables) => work(await tables.connection.open())),
    past,
    logs: createLogs({
      async connect(context) {
        const { tables, release } = await contexts.hold(context);
        try {
          return { kubernetes: await tables.connection.open(), release };
        } catch (error) {
          release();
          throw error;
        }
      },
      redactor,
      clock,
    }),
    checkNow: contexts.checkNow,
    connect: connection.open,
    async close() {
      await recorder.stop();
      await Promise.all([contexts.close(), own.close()]);
    },
  };
}

const NOT_CONFIGURED: WatchState = {
  phase: 'not-configured',
  since: null,
  lastContactAt: null,
  problem: null,
};

const NOT_CONFIGURED_VIEW: WatchStateView = {
  phase: 'not-configured',
  since: null,
  observedAt: null,
  problem: null,
  missing: [],
};

const RANK: Record<WatchState['phase'], number> = {
  live: 0,
  'not-configured': 1,
  stale: 2,
  connecting: 3,
  forbidden: 4,
};

function notConfigured(): Promise<never> {
  return Promise.reject(
    new OperatorError('not-configured', 'The profile names no cluster', {
      hint: 'Add a cluster to the profile; docs/profile.md shows how.',
    }),
  );
}
