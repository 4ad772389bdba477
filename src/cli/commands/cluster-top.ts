import type { NodeView, PodView } from '../../contract/cluster.ts';
import { defineCommand } from '../command.ts';
import { cores, mebibytes, percent } from '../figures.ts';
import { flag } from '../options.ts';
import type { Column } from '../table.ts';
import { print } from './cluster.ts';

const usage: readonly Column<NodeView | PodView>[] = [
  { title: 'NAME', cell: (it) => it.name, shrinks: true },
  { title: 'CPU', cell: (it) => cores(it.cpuCores), align: 'right' },
  { title: 'MEMORY', cell: (it) => mebibytes(it.memoryBytes), align: 'right' },
];

export const clusterTopNodes = defineCommand({
  name: 'cluster top nodes',
  summary: 'what each node uses, most first',
  async run(context) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter(context, async (center) => {
      const found = await center.cluster.top('nodes', { allNamespaces: true, signal: context.signal });
      return print(context, found, [
        ...usage,
        { title: 'CPU%', cell: (it) => percent('cpuShare' in it ? it.cpuShare : null), align: 'right' },
        {
          title: 'MEMORY%',
          cell: (it) => percent('memoryShare' in it ? it.memoryShare : null),
          align: 'right',
        },
      ]);
    });
  },
});

export const clusterTopPods = defineCommand({
  name: 'cluster top pods',
  summary: 'what each pod uses, most first',
  options: { allNamespaces: flag('-A, --all-namespaces', 'every namespace, not only the profile’s') },
  async run(context, { allNamespaces }) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter(context, async (center) => {
      const found = await center.cluster.top('pods', { allNamespaces, signal: context.signal });
      return print(context, found, [
        ...(allNamespaces
          ? [
              {
                title: 'NAMESPACE',
                cell: (it: NodeView | PodView) => ('namespace' in it ? it.namespace : ''),
              },
            ]
          : []),
        ...usage,
      ]);
    });
  },
});
