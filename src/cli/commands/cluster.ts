import type {
  ClusterKind,
  ConfigMapView,
  DeploymentView,
  EventView,
  NodeView,
  PodView,
} from '../../contract/cluster.ts';
import type { Level } from '../../contract/health.ts';
import type { CommandContext, ExitCode } from '../command.ts';
import { defineCommand } from '../command.ts';
import { ageOf, bytes, cores, mebibytes, percent } from '../figures.ts';
import { AT_OPTION, resolveMoment } from '../moment.ts';
import type { ValuesOf } from '../options.ts';
import { type Column, formatTable } from '../table.ts';
import { listPast } from './cluster-past.ts';
import {
  CONTEXT_OPTION,
  isSeveral,
  SCOPE_OPTIONS,
  SELECTOR_OPTIONS,
  scopeOf,
  selectorsOf,
} from './cluster-scope.ts';

/** What a listing of the cluster comes to; `stale` when the server no longer answers. */
interface Listing<Row> {
  observedAt: string;
  stale: boolean;
  /** The past moment that was asked for. */
  at?: string;
  items: readonly Row[];
  /** Of several namespaces, those that may not be read. */
  missing: readonly { namespace: string; problem: { message: string } }[];
}

interface ViewOf {
  pods: PodView;
  deployments: DeploymentView;
  events: EventView;
  configMaps: ConfigMapView;
}

const options = { ...SCOPE_OPTIONS, ...SELECTOR_OPTIONS, ...AT_OPTION };

export const clusterPods = defineCommand({
  name: 'cluster pods',
  summary: 'list pods with their state, restarts and usage',
  options,
  examples: [
    'acgs cluster pods --all-namespaces',
    'acgs cluster pods --at 2h',
    'acgs cluster pods -n team-a,team-b -l app=web',
  ],
  run: (context, chosen) =>
    listKind(context, 'pods', chosen, (now) => [
      { title: 'NAME', cell: (it) => it.name, shrinks: true },
      { title: 'READY', cell: (it) => `${it.ready}/${it.containers}` },
      { title: 'STATUS', cell: (it) => it.status },
      { title: 'RESTARTS', cell: (it) => String(it.restarts), align: 'right' },
      { title: 'CPU', cell: (it) => cores(it.cpuCores), align: 'right' },
      { title: 'MEMORY', cell: (it) => mebibytes(it.memoryBytes), align: 'right' },
      { title: 'AGE', cell: (it) => ageOf(it.createdAt, now) },
      { title: 'NODE', cell: (it) => it.node, shrinks: true },
    ]),
});

export const clusterDeployments = defineCommand({
  name: 'cluster deployments',
  summary: 'list deployments with their replicas',
  options,
  run: (context, chosen) =>
    listKind(context, 'deployments', chosen, (now) => [
      { title: 'NAME', cell: (it) => it.name, shrinks: true },
      { title: 'STATUS', cell: (it) => it.status },
      { title: 'READY', cell: (it) => `${it.ready}/${it.desired}` },
      { title: 'UPDATED', cell: (it) => String(it.updated), align: 'right' },
      { title: 'AVAILABLE', cell: (it) => String(it.available), align: 'right' },
      { title: 'AGE', cell: (it) => ageOf(it.createdAt, now) },
      { title: 'IMAGES', cell: (it) => it.images, shrinks: true },
    ]),
});

export const clusterEvents = defineCommand({
  name: 'cluster events',
  summary: 'list what the cluster reported lately, the latest at the end',
  options,
  examples: ['acgs cluster events --field-selector type=Warning'],
  run: (context, chosen) =>
    listKind(context, 'events', chosen, (now) => [
      { title: 'LAST SEEN', cell: (it) => ageOf(it.lastSeenAt, now) },
      { title: 'TYPE', cell: (it) => it.type },
      { title: 'REASON', cell: (it) => it.reason },
      { title: 'OBJECT', cell: (it) => it.object, shrinks: true },
      { title: 'COUNT', cell: (it) => String(it.count), align: 'right' },
      { title: 'MESSAGE', cell: (it) => it.message, shrinks: true },
    ]),
});

export const clusterConfigMaps = defineCommand({
  name: 'cluster configmaps',
  summary: 'list config maps with their keys and who wrote them last',
  options,
  run: (context, chosen) =>
    listKind(context, 'configMaps', chosen, (now) => [
      { title: 'NAME', cell: (it) => it.name, shrinks: true },
      { title: 'KEYS', cell: (it) => String(it.keyCount), align: 'right' },
      { title: 'SIZE', cell: (it) => bytes(it.bytes), align: 'right' },
      { title: 'HASH', cell: (it) => (it.hash === 'none' ? '-' : it.hash) },
      { title: 'IMMUTABLE', cell: (it) => (it.immutable ? 'yes' : '-') },
      { title: 'AGE', cell: (it) => ageOf(it.createdAt, now) },
      { title: 'CHANGED', cell: (it) => ageOf(it.changedAt, now) },
      { title: 'BY', cell: (it) => it.changedBy ?? '-', shrinks: true },
    ]),
});

export const clusterNodes = defineCommand({
  name: 'cluster nodes',
  summary: 'list nodes with their state and usage',
  options: { ...CONTEXT_OPTION, ...SELECTOR_OPTIONS, ...AT_OPTION },
  async run(context, chosen) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter(context, async (center, { clock }) => {
      const at = chosen.at && resolveMoment(chosen.at, clock.now());
      const scope = { context: chosen.context ?? null, namespaces: 'all', ...selectorsOf(chosen) } as const;
      const found =
        at === undefined
          ? await center.cluster.list('nodes', { ...scope, signal: context.signal })
          : await listPast(center, 'nodes', { ...scope, at });
      return print<NodeView>(context, found, [
        { title: 'NAME', cell: (it) => it.name, shrinks: true },
        { title: 'STATUS', cell: (it) => it.status },
        { title: 'ROLES', cell: (it) => it.roles },
        { title: 'CPU', cell: (it) => percent(it.cpuShare), align: 'right' },
        { title: 'MEMORY', cell: (it) => percent(it.memoryShare), align: 'right' },
        { title: 'PODS', cell: (it) => String(it.pods), align: 'right' },
        { title: 'AGE', cell: (it) => ageOf(it.createdAt, at ?? context.clock.now()) },
        { title: 'VERSION', cell: (it) => it.version },
      ]);
    });
  },
});

async function listKind<Kind extends Exclude<ClusterKind, 'nodes'>>(
  context: CommandContext,
  kind: Kind,
  chosen: ValuesOf<typeof options>,
  columns: (now: number) => readonly Column<ViewOf[Kind]>[],
): Promise<ExitCode> {
  const scope = scopeOf(chosen);
  const { withCenter } = await import('../workplace.ts');
  return withCenter(context, async (center, { clock }) => {
    const { signal } = context;
    const at = chosen.at && resolveMoment(chosen.at, clock.now());
    const wanted = { ...scope, ...selectorsOf(chosen) };
    const found: Listing<ViewOf[Kind]> =
      at === undefined
        ? await center.cluster.list(kind, { ...wanted, signal })
        : await listPast(center, kind, { ...wanted, at });
    return print<ViewOf[Kind]>(context, found, [
      ...(isSeveral(scope.namespaces) ? [NAMESPACE_COLUMN] : []),
      ...columns(at ?? context.clock.now()),
    ]);
  });
}

export const NAMESPACE_COLUMN: Column<{ namespace: string }> = {
  title: 'NAMESPACE',
  cell: (it) => it.namespace,
};

/** Exit 3 when the list is what was known before the server stopped answering, 4 when a part may not be read. */
export function print<Row extends { key: string; level?: Level }>(
  { output, clock }: CommandContext,
  found: Listing<Row>,
  columns: readonly Column<Row>[],
): ExitCode {
  if (found.stale) {
    output.tell(
      found.at === undefined
        ? `acgs: the cluster does not answer: this is how it was ${ageOf(found.observedAt, clock.now())} ago`
        : `acgs: nobody was looking at all of it then: this is how it was ${ageOf(found.observedAt, Date.parse(found.at))} before`,
    );
  }
  for (const { namespace, problem } of found.missing) {
    output.tell(`acgs: ${namespace} is left out: ${problem.message}`);
  }
  output.answer(found, ({ items }) =>
    items.length === 0
      ? ['Nothing found.']
      : formatTable(items, columns, {
          columns: output.columns,
          tint: (it, title, text) =>
            it.level !== undefined && (title === 'STATUS' || (title === 'HASH' && it.level !== 'unknown'))
              ? output.paint(it.level, text)
              : text,
        }),
  );
  if (found.stale) return 3;
  return found.missing.length > 0 ? 4 : 0;
}
