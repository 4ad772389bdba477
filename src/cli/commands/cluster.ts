import type { DeploymentView, EventView, NodeView, PodView } from '../../contract/cluster.ts';
import type { Level } from '../../contract/health.ts';
import type { CommandContext, ExitCode } from '../command.ts';
import { defineCommand } from '../command.ts';
import { ageOf, cores, mebibytes, percent } from '../figures.ts';
import { flag } from '../options.ts';
import { type Column, formatTable } from '../table.ts';

/** What a listing of the cluster comes to; `stale` when the server no longer answers. */
interface Listing<Row> {
  observedAt: string;
  stale: boolean;
  items: readonly Row[];
}

const scope = { allNamespaces: flag('-A, --all-namespaces', 'every namespace, not only the profile’s') };

export const clusterPods = defineCommand({
  name: 'cluster pods',
  summary: 'list pods with their state, restarts and usage',
  options: scope,
  examples: ['acgs cluster pods --all-namespaces'],
  async run(context, { allNamespaces }) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter(context, async (center) => {
      const found = await center.cluster.list('pods', { allNamespaces, signal: context.signal });
      return print<PodView>(context, found, [
        ...(allNamespaces ? [namespaceColumn] : []),
        { title: 'NAME', cell: (it) => it.name, shrinks: true },
        { title: 'READY', cell: (it) => `${it.ready}/${it.containers}` },
        { title: 'STATUS', cell: (it) => it.status },
        { title: 'RESTARTS', cell: (it) => String(it.restarts), align: 'right' },
        { title: 'CPU', cell: (it) => cores(it.cpuCores), align: 'right' },
        { title: 'MEMORY', cell: (it) => mebibytes(it.memoryBytes), align: 'right' },
        { title: 'AGE', cell: (it) => ageOf(it.createdAt, context.clock.now()) },
        { title: 'NODE', cell: (it) => it.node, shrinks: true },
      ]);
    });
  },
});

export const clusterDeployments = defineCommand({
  name: 'cluster deployments',
  summary: 'list deployments with their replicas',
  options: scope,
  async run(context, { allNamespaces }) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter(context, async (center) => {
      const found = await center.cluster.list('deployments', { allNamespaces, signal: context.signal });
      return print<DeploymentView>(context, found, [
        ...(allNamespaces ? [namespaceColumn] : []),
        { title: 'NAME', cell: (it) => it.name, shrinks: true },
        { title: 'STATUS', cell: (it) => it.status },
        { title: 'READY', cell: (it) => `${it.ready}/${it.desired}` },
        { title: 'UPDATED', cell: (it) => String(it.updated), align: 'right' },
        { title: 'AVAILABLE', cell: (it) => String(it.available), align: 'right' },
        { title: 'AGE', cell: (it) => ageOf(it.createdAt, context.clock.now()) },
        { title: 'IMAGES', cell: (it) => it.images, shrinks: true },
      ]);
    });
  },
});

export const clusterNodes = defineCommand({
  name: 'cluster nodes',
  summary: 'list nodes with their state and usage',
  async run(context) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter(context, async (center) => {
      const found = await center.cluster.list('nodes', { allNamespaces: true, signal: context.signal });
      return print<NodeView>(context, found, [
        { title: 'NAME', cell: (it) => it.name, shrinks: true },
        { title: 'STATUS', cell: (it) => it.status },
        { title: 'ROLES', cell: (it) => it.roles },
        { title: 'CPU', cell: (it) => percent(it.cpuShare), align: 'right' },
        { title: 'MEMORY', cell: (it) => percent(it.memoryShare), align: 'right' },
        { title: 'PODS', cell: (it) => String(it.pods), align: 'right' },
        { title: 'AGE', cell: (it) => ageOf(it.createdAt, context.clock.now()) },
        { title: 'VERSION', cell: (it) => it.version },
      ]);
    });
  },
});

export const clusterEvents = defineCommand({
  name: 'cluster events',
  summary: 'list what the cluster reported lately',
  options: scope,
  async run(context, { allNamespaces }) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter(context, async (center) => {
      const found = await center.cluster.list('events', { allNamespaces, signal: context.signal });
      return print<EventView>(context, found, [
        { title: 'LAST SEEN', cell: (it) => ageOf(it.lastSeenAt, context.clock.now()) },
        ...(allNamespaces ? [namespaceColumn] : []),
        { title: 'TYPE', cell: (it) => it.type },
        { title: 'REASON', cell: (it) => it.reason },
        { title: 'OBJECT', cell: (it) => it.object, shrinks: true },
        { title: 'COUNT', cell: (it) => String(it.count), align: 'right' },
        { title: 'MESSAGE', cell: (it) => it.message, shrinks: true },
      ]);
    });
  },
});

const namespaceColumn: Column<{ namespace: string }> = { title: 'NAMESPACE', cell: (it) => it.namespace };

/** Exit 3 when the list is what was known before the server stopped answering. */
export function print<Row extends { key: string; level?: Level }>(
  { output, clock }: CommandContext,
  found: Listing<Row>,
  columns: readonly Column<Row>[],
): ExitCode {
  if (found.stale) {
    const age = ageOf(found.observedAt, clock.now());
    output.tell(`acgs: the cluster does not answer: this is how it was ${age} ago`);
  }
  output.answer(found, ({ items }) =>
    items.length === 0
      ? ['Nothing found.']
      : formatTable(items, columns, {
          columns: output.columns,
          tint: (it, title, text) =>
            title === 'STATUS' && it.level !== undefined ? output.paint(it.level, text) : text,
        }),
  );
  return found.stale ? 3 : 0;
}
