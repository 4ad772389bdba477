import type { Kubernetes } from '../connect/kubernetes/index.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Redactor } from '../kernel/redaction.ts';
import { listRows } from '../observe/reflector.ts';
import { createUsagePoll, type Usage } from '../observe/usage.ts';
import type { ClusterConnection } from './connection.ts';
import { type ClusterKind, RESOURCES, type RowOf } from './resources.ts';
import {
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
}

export interface ListOptions {
  allNamespaces: boolean;
  signal?: AbortSignal | undefined;
}

/** One look at the cluster, for the command line. Each fails with the reason in words. */
export interface Listings {
  list<Kind extends ClusterKind>(kind: Kind, options: ListOptions): Promise<Listing<ViewOf[Kind]>>;
  /** Nodes or pods by what they use, most first. Fails when nobody reports usage. */
  top(kind: 'nodes' | 'pods', options: ListOptions): Promise<Listing<NodeView | PodView>>;
}

export function createListings(options: {
  connection: ClusterConnection;
  namespace: string;
  redactor: Redactor;
  clock: Clock;
}): Listings {
  const { connection, namespace, redactor, clock } = options;

  const rowsOf = <Kind extends ClusterKind>(kubernetes: Kubernetes, kind: Kind, scope: ListOptions) =>
    listRows<RowOf[Kind]>({
      kubernetes,
      resource: { path: RESOURCES[kind].path(scope.allNamespaces ? null : namespace) },
      project: RESOURCES[kind].project,
      ...(scope.signal ? { signal: scope.signal } : {}),
    });

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

  const listing = <View>(items: View[]): Listing<View> => ({
    observedAt: toIso(clock.now()),
    stale: false,
    items,
  });

  const nodeViews = async (kubernetes: Kubernetes, usage: Usage | null, scope: ListOptions) => {
    const [nodes, pods] = await Promise.all([
      rowsOf(kubernetes, 'nodes', scope),
      rowsOf(kubernetes, 'pods', { ...scope, allNamespaces: false }).catch(() => []),
    ]);
    const counts = countByNode(pods);
    return nodes.map((row) => nodeView(row, usage, counts.get(row.name) ?? 0));
  };

  const viewers: {
    [Kind in ClusterKind]: (kubernetes: Kubernetes, scope: ListOptions) => Promise<ViewOf[Kind][]>;
  } = {
    async pods(kubernetes, scope) {
      const [rows, { usage }] = await Promise.all([rowsOf(kubernetes, 'pods', scope), usageOf(kubernetes)]);
      return rows.map((row) => podView(row, usage, redactor));
    },
    deployments: async (kubernetes, scope) =>
      (await rowsOf(kubernetes, 'deployments', scope)).map(deploymentView),
    async nodes(kubernetes, scope) {
      const { usage } = await usageOf(kubernetes);
      return nodeViews(kubernetes, usage, scope);
    },
    async events(kubernetes, scope) {
      const rows = await rowsOf(kubernetes, 'events', scope);
      return rows
        .sort((a, b) => (a.lastSeenAt ?? 0) - (b.lastSeenAt ?? 0))
        .map((row) => eventView(row, redactor));
    },
  };

  return {
    async list(kind, scope) {
      const kubernetes = await connection.open();
      return listing(await viewers[kind](kubernetes, scope));
    },
    async top(kind, scope) {
      const kubernetes = await connection.open();
      const { usage, problem } = await usageOf(kubernetes);
      if (problem) throw problem;
      const views: (NodeView | PodView)[] =
        kind === 'nodes'
          ? await nodeViews(kubernetes, usage, scope)
          : (await rowsOf(kubernetes, 'pods', scope)).map((row) => podView(row, usage, redactor));
      return listing(views.sort((a, b) => (b.cpuCores ?? -1) - (a.cpuCores ?? -1)));
    },
  };
}

/** How many of the pods run on each node. */
export function countByNode(pods: Iterable<RowOf['pods']>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { node } of pods) counts.set(node, (counts.get(node) ?? 0) + 1);
  return counts;
}
