import { z } from 'zod';
import { instantOf } from '../kernel/clock.ts';
import type { Problem } from '../kernel/errors.ts';
import { tableSubject } from '../observe/table-recorder.ts';
import type { Store } from '../store/index.ts';
import type { WatchStateView } from './context-tables.ts';
import type { ClusterKind } from './resources.ts';
import { type Namespaces, namespacesOf } from './scope.ts';
import { nodeUsageKey, podUsageKey, type UsageRow } from './usage-rows.ts';
import { type EventView, type NodeView, shareOf, type ViewOf } from './views.ts';

/** A table as it was at a moment, and how well that is known. */
export interface PastTable<View> {
  state: WatchStateView;
  rows: View[];
}

export interface PastOptions {
  /** Null is the profile's own. */
  context: string | null;
  namespaces: Namespaces;
  /** Epoch milliseconds. */
  at: number;
}

/** The cluster as it was at a moment, from the record alone. */
export interface PastCluster {
  table<Kind extends ClusterKind>(kind: Kind, options: PastOptions): Promise<PastTable<ViewOf[Kind]>>;
  nodeShares(at: number): Promise<{
    nodes: { name: string; cpu: number | null; memory: number | null }[];
    observedAt: number | null;
  }>;
  warnings(at: number): Promise<(Omit<EventView, 'lastSeenAt'> & { lastSeenAt: number | null })[]>;
  /** Pods of the profile's namespace by what made them. */
  podsOf(at: number): Promise<(deployment: string) => ViewOf['pods'][]>;
}

/** What is kept of a row; another number when that changes, so that no older row is read as a newer one. */
const SHAPE = 1;
const USAGE = 'usage';
/** How far back the last moment of a watch is looked for. */
const MOST_HISTORY = 20;

/** Under which name a table is kept: whose context, which kind, which namespace. */
export function recordName(context: string | null, kind: ClusterKind | typeof USAGE, scope: string | null) {
  return `${kind}.${SHAPE} ${context ?? ''}/${scope ?? '*'}`;
}

export const usageRecordName = (context: string | null) => recordName(context, USAGE, null);

const watchFact = z.object({
  phase: z.enum(['connecting', 'live', 'stale', 'forbidden', 'not-configured']),
  problem: z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() }).nullable(),
});

/** One record of a table at a moment. */
interface Known<View> {
  scope: string | null;
  rows: View[];
  /** When it was last looked at, not after the moment. */
  seenAt: number;
  /** It was being looked at then. */
  current: boolean;
  problem: { code: string; message: string; hint: string | null } | null;
}

/** @param staleAfterMs time without a look after which a table is what was last known, not what was. */
export function createPastCluster(options: {
  store: Pick<Store, 'facts' | 'tables'>;
  namespace: string;
  staleAfterMs: number;
}): PastCluster {
  const { store, namespace, staleAfterMs } = options;

  const read = async <View>(
    name: string,
    scope: string | null,
    at: number,
    isView: (value: unknown) => value is View,
  ): Promise<Known<View> | null> => {
    const found = await store.tables.asOf(name, at);
    if (!found) return null;
    const history = store.facts.history(tableSubject(name), 'watch', MOST_HISTORY, at);
    const parsed = history.map((fact) => ({ fact, watch: watchFact.safeParse(fact.value).data }));
    const live = parsed.find(({ watch }) => watch?.phase === 'live');
    const seenAt = Math.min(at, live?.fact.lastSeenAt ?? found.changedAt);
    const newest = parsed[0];
    return {
      scope,
      rows: [...found.rows.values()].filter(isView),
      seenAt,
      current: newest === live && at - seenAt <= staleAfterMs,
      problem: newest === live ? null : (newest?.watch?.problem ?? null),
    };
  };

  /** What is known of each namespace that is asked for. */
  const knownOf = async <Kind extends ClusterKind>(kind: Kind, wanted: PastOptions) => {
    const { context, at } = wanted;
    const scopes = kind === 'nodes' ? [null] : namespacesOf(wanted.namespaces, namespace);
    const isView = isRowOf<Kind>;
    const ask = (scope: string | null) => read(recordName(context, kind, scope), scope, at, isView);
    if (kind === 'nodes' || scopes[0] !== null) return Promise.all(scopes.map(ask));
    // All namespaces: as a whole where that was looked at, and what was seen of single ones since.
    const whole = await ask(null);
    if (whole?.current) return [whole];
    const prefix = recordName(context, kind, '');
    const names = store.tables.names(prefix).map((name) => name.slice(prefix.length));
    const parts = await Promise.all(names.filter((name) => name !== '*').map(ask));
    const newer = parts.filter((part) => part !== null && part.seenAt > (whole?.seenAt ?? 0));
    return whole ? [whole, ...newer] : newer;
  };

  const table = async <Kind extends ClusterKind>(
    kind: Kind,
    wanted: PastOptions,
  ): Promise<PastTable<ViewOf[Kind]>> => {
    const all = await knownOf(kind, wanted);
    const known = all.filter((one) => one !== null);
    const rows = new Map<string, ViewOf[Kind]>();
    for (const one of known) {
      // What is known of a single namespace replaces what was known of it before.
      if (one.scope !== null && known.length > 1) {
        for (const key of rows.keys()) if (key.startsWith(`${one.scope}/`)) rows.delete(key);
      }
      for (const row of one.rows) rows.set(row.key, row);
    }
    return { rows: [...rows.values()], state: stateOf(known, all.length, wanted) };
  };

  const usageAt = async (context: string | null, at: number): Promise<Known<UsageRow> | null> =>
    read(usageRecordName(context), null, at, isUsageRow);

  /** A figure that was not being measured at the moment is not shown as if it had been. */
  const usedBy = async (context: string | null, at: number) => {
    const usage = await usageAt(context, at);
    const rows = usage?.current ? usage.rows : [];
    return {
      seenAt: usage?.current ? usage.seenAt : null,
      byKey: new Map(rows.map((row) => [row.key, row])),
    };
  };

  const ownPods = (at: number) => table('pods', { context: null, namespaces: 'own', at });

  return {
    async table(kind, wanted) {
      const found = await table(kind, wanted);
      if (kind !== 'pods' && kind !== 'nodes') return found;
      const { byKey } = await usedBy(wanted.context, wanted.at);
      const pods = kind === 'nodes' ? (await ownPods(wanted.at)).rows : [];
      const onNode = Map.groupBy(pods, (pod) => pod.node);
      for (const row of found.rows) {
        if (isNodeView(row)) {
          const used = byKey.get(nodeUsageKey(row.name));
          Object.assign(row, nodeFigures(row, used), { pods: onNode.get(row.name)?.length ?? 0 });
        } else {
          const used = byKey.get(podUsageKey(row.key));
          Object.assign(row, { cpuCores: used?.cpuCores ?? null, memoryBytes: used?.memoryBytes ?? null });
        }
      }
      return found;
    },
    async nodeShares(at) {
      const { byKey, seenAt } = await usedBy(null, at);
      const nodes = await table('nodes', { context: null, namespaces: 'all', at });
      return {
        observedAt: seenAt,
        nodes: nodes.rows.map((node) => {
          const { cpuShare, memoryShare } = nodeFigures(node, byKey.get(nodeUsageKey(node.name)));
          return { name: node.name, cpu: cpuShare, memory: memoryShare };
        }),
      };
    },
    async warnings(at) {
      const events = await table('events', { context: null, namespaces: 'own', at });
      return events.rows
        .filter((event) => event.type === 'Warning')
        .map((event) => ({
          ...event,
          lastSeenAt: event.lastSeenAt === null ? null : Date.parse(event.lastSeenAt),
        }));
    },
    async podsOf(at) {
      const byOwner = Map.groupBy((await ownPods(at)).rows, (pod) => pod.owner);
      return (deployment) => byOwner.get(deployment) ?? [];
    },
  };
}

function nodeFigures(node: NodeView, used: UsageRow | undefined) {
  return {
    cpuCores: used?.cpuCores ?? null,
    memoryBytes: used?.memoryBytes ?? null,
    cpuShare: shareOf(used?.cpuCores, node.cpuCapacity),
    memoryShare: shareOf(used?.memoryBytes, node.memoryCapacityBytes),
  };
}

function stateOf(
  known: readonly Known<unknown>[],
  asked: number,
  { namespaces, at }: PastOptions,
): WatchStateView {
  const seen = known.map(({ seenAt }) => seenAt);
  const observedAt = seen.length === 0 ? null : Math.min(...seen);
  const trouble = known.find(({ problem }) => problem !== null)?.problem ?? null;
  const partial = namespaces === 'all' && known.every(({ scope }) => scope !== null);
  const base = { since: null, observedAt: instantOf(observedAt), missing: [] };
  if (known.length === 0) {
    return {
      ...base,
      phase: 'stale',
      problem: unrecorded('Nothing was recorded of this table before that moment.'),
    };
  }
  if (trouble)
    return { ...base, phase: 'stale', problem: { ...trouble, code: 'unreachable', retryable: false } };
  if (!known.every(({ current }) => current)) {
    const ageS = Math.round((at - (observedAt ?? at)) / 1000);
    return {
      ...base,
      phase: 'stale',
      problem: unrecorded(`Nobody was looking at this table then: it is how it was ${ageS} s before.`),
    };
  }
  if (partial || known.length < asked) {
    const names = known.map(({ scope }) => scope).join(', ');
    return { ...base, phase: 'stale', problem: unrecorded(`Only ${names} was being looked at then.`) };
  }
  return { ...base, phase: 'live', problem: null };
}

function unrecorded(message: string): Problem {
  return { code: 'not-found', message, hint: null, retryable: false };
}

/** Rows are written by this program only, and the name of the record carries the number of their shape. */
function isRowOf<Kind extends ClusterKind>(value: unknown): value is ViewOf[Kind] {
  return typeof value === 'object' && value !== null && 'key' in value && typeof value.key === 'string';
}

function isNodeView(row: ViewOf[ClusterKind]): row is NodeView {
  return 'roles' in row;
}

function isUsageRow(value: unknown): value is UsageRow {
  return (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    'cpuCores' in value &&
    'memoryBytes' in value
  );
}
