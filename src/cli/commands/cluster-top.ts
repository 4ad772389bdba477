import type { NodeView, PodView } from '../../contract/cluster.ts';
import { defineCommand } from '../command.ts';
import { cores, mebibytes, percent } from '../figures.ts';
import { choice } from '../options.ts';
import type { Column } from '../table.ts';
import { NAMESPACE_COLUMN, print } from './cluster.ts';
import {
  CONTEXT_OPTION,
  isSeveral,
  SCOPE_OPTIONS,
  SELECTOR_OPTIONS,
  scopeOf,
  selectorsOf,
} from './cluster-scope.ts';

const sortBy = choice('--sort-by <figure>', 'most of this first; left out: cpu', ['cpu', 'memory']);

const usage: readonly Column<NodeView | PodView>[] = [
  { title: 'NAME', cell: (it) => it.name, shrinks: true },
  { title: 'CPU', cell: (it) => cores(it.cpuCores), align: 'right' },
  { title: 'MEMORY', cell: (it) => mebibytes(it.memoryBytes), align: 'right' },
];

export const clusterTopNodes = defineCommand({
  name: 'cluster top nodes',
  summary: 'what each node uses, most first',
  options: { sortBy, ...CONTEXT_OPTION, ...SELECTOR_OPTIONS },
  async run(context, chosen) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter(context, async (center) => {
      const found = await center.cluster.top('nodes', {
        context: chosen.context ?? null,
        namespaces: 'all',
        ...selectorsOf(chosen),
        by: chosen.sortBy ?? 'cpu',
        signal: context.signal,
      });
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
  options: { sortBy, ...SCOPE_OPTIONS, ...SELECTOR_OPTIONS },
  async run(context, chosen) {
    const scope = scopeOf(chosen);
    const { withCenter } = await import('../workplace.ts');
    return withCenter(context, async (center) => {
      const found = await center.cluster.top('pods', {
        ...scope,
        ...selectorsOf(chosen),
        by: chosen.sortBy ?? 'cpu',
        signal: context.signal,
      });
      const namespace: Column<NodeView | PodView> = {
        title: NAMESPACE_COLUMN.title,
        cell: (it) => ('namespace' in it ? it.namespace : ''),
      };
      return print(context, found, [...(isSeveral(scope.namespaces) ? [namespace] : []), ...usage]);
    });
  },
});
