import type { Kubernetes } from '../connect/kubernetes/index.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import { OperatorError, problemOf } from '../kernel/errors.ts';
import type { Redactor } from '../kernel/redaction.ts';
import { listRows } from '../observe/reflector.ts';
import { createUsagePoll, type Usage } from '../observe/usage.ts';
import type { ClusterConnection } from './connection.ts';
import { type ClusterKind, RESOURCES, type RowOf } from './resources.ts';
import { type MissingNamespace, type Namespaces, namespacesOf } from './scope.ts';
import {
  configMapView,
  deploymentView,
  eventView,
  type NodeView,
  nodeView,
  type PodView,
  podView,
  type ViewOf,
} from './views.ts';

/** What `acgs cluster … --json` prints. */
export interface Listing<View> {
  observedAt: string;
  stale: boolean;
  items: View[];
  /** Of several namespaces, those that may not be read. */
  missing: MissingNamespace[];
}

export interface ListOptions {
  namespaces: Namespaces;
  /** As the API server reads them: `app=web`, `status.phase=Running`. */
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** One look at the cluster, for the command line. Each fails with the reason in words. */
export interface Listings {
  list<Kind extends ClusterKind>(kind: Kind, options: ListOptions): Promise<Listing<ViewOf[Kind]>>;
  /** Nodes or pods by what they use, most first. Fails when nobody reports usage. */
  top(
    kind: 'nodes' | 'pods',
    options: ListOptions & { by: 'cpu' | 'memory' },
  ): Promise<Listing<NodeView | PodView>>;
}

export function createListings(options: {
  connection: ClusterConnection;
  namespace: string;
  expectedHash: string;
  redactor: Redactor;
  clock: Clock;
}): Listings {
  const { connection, namespace, expectedHash, redactor, clock } = options;

  const rowsIn = <Kind extends ClusterKind>(
    kubernetes: Kubernetes,
    kind: Kind,
    scope: string | null,
    { labelSelector, fieldSelector, signal }: ListOptions,
  ) =>
    listRows<RowOf[Kind]>({
      kubernetes,
      resource: { path: RESOURCES[kind].path(scope), query: { labelSelector, fieldSelector } },
      project: RESOURCES[kind].project,
      ...(signal ? { signal } : {}),
    });

  /** Of several namespaces, those that may not be read are named and the others given. */
  const rowsOf = async <Kind extends ClusterKind>(
    kubernetes: Kubernetes,
    kind: Kind,
    options: ListOptions,
  ): Promise<{ rows: RowOf[Kind][]; missing: MissingNamespace[] }> => {
    const scopes = kind === 'nodes' ? [null] : namespacesOf(options.namespaces, namespace);
    const rows: RowOf[Kind][] = [];
    const missing: MissingNamespace[] = [];
    let refusal: unknown;
    for (const scope of scopes) {
      try {
        for (const row of await rowsIn(kubernetes, kind, scope, options)) rows.push(row);
      } catch (error) {
        const problem = problemOf(error);
        if (problem.code !== 'forbidden' || scope === null || scopes.length === 1) throw error;
        refusal = error;
        missing.push({ namespace: scope, problem });
      }
    }
    if (missing.length === scopes.length) throw refusal;
    return { rows, missing };
  };

  const usageOf = async (
    kubernetes: Kubernetes,
  ): Promise<{ usage: Usage | null; problem: OperatorError | null }> => {
    const poll = createUsagePoll({ kubernetes, clock });
    await poll.refresh();
    const { problem } = poll.state();
    await poll.stop();
    return {
      usage: poll.value(),
      problem:
        problem &&
        new OperatorError(problem.code, problem.message, problem.hint ? { hint: problem.hint } : {}),
    };
  };

  const listing = <View>(items: View[], missing: MissingNamespace[]): Listing<View> => ({
    observedAt: toIso(clock.now()),
    stale: false,
    items,
    missing,
  });

  const nodeViews = async (kubernetes: Kubernetes, usage: Usage | null, options: ListOptions) => {
    const [{ rows }, pods] = await Promise.all([
      rowsOf(kubernetes, 'nodes', options),
      rowsIn(kubernetes, 'pods', namespace, { namespaces: 'own', signal: options.signal }).catch(() => []),
    ]);
    const counts = countByNode(pods);
    return rows.map((row) => nodeView(row, usage, counts.get(row.name) ?? 0));
  };

  const podViews = async (kubernetes: Kubernetes, usage: Promise<Usage | null>, options: ListOptions) => {
    const [{ rows, missing }, used] = await Promise.all([rowsOf(kubernetes, 'pods', options), usage]);
    return listing(
      rows.map((row) => podView(row, used, redactor)),
      missing,
    );
  };

  const viewers: {
    [Kind in ClusterKind]: (kubernetes: Kubernetes, options: ListOptions) => Promise<Listing<ViewOf[Kind]>>;
  } = {
    pods: (kubernetes, options) =>
      podViews(
        kubernetes,
        usageOf(kubernetes).then(({ usage }) => usage),
        options,
      ),
    async deployments(kubernetes, options) {
      const { rows, missing } = await rowsOf(kubernetes, 'deployments', options);
      return listing(rows.map(deploymentView), missing);
    },
    async nodes(kubernetes, options) {
      const { usage } = await usageOf(kubernetes);
      return listing(await nodeViews(kubernetes, usage, options), []);
    },
    async events(kubernetes, options) {
      const { rows, missing } = await rowsOf(kubernetes, 'events', options);
      rows.sort((a, b) => (a.lastSeenAt ?? 0) - (b.lastSeenAt ?? 0));
      return listing(
        rows.map((row) => eventView(row, redactor)),
        missing,
      );
    },
    async configMaps(kubernetes, options) {
      const { rows, missing } = await rowsOf(kubernetes, 'configMaps', options);
      return listing(
        rows.map((row) => configMapView(row, expectedHash)),
        missing,
      );
    },
  };

  return {
    list: async (kind, options) => viewers[kind](await connection.open(), options),
    async top(kind, { by, ...options }) {
      const kubernetes = await connection.open();
      const { usage, problem } = await usageOf(kubernetes);
      if (problem) throw problem;
      const found: Listing<NodeView | PodView> =
        kind === 'nodes'
          ? listing(await nodeViews(kubernetes, usage, options), [])
          : await podViews(kubernetes, Promise.resolve(usage), options);
      const figure = (view: NodeView | PodView) => (by === 'cpu' ? view.cpuCores : view.memoryBytes) ?? -1;
      found.items.sort((a, b) => figure(b) - figure(a));
      return found;
    },
  };
}

/** How many of the pods run on each node. */
export function countByNode(pods: Iterable<RowOf['pods']>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { node } of pods) counts.set(node, (counts.get(node) ?? 0) + 1);
  return counts;
}
