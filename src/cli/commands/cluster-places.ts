import { toIso } from '../../core/kernel/clock.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { formatTable } from '../table.ts';
import { CONTEXT_OPTION } from './cluster-scope.ts';

export const clusterContexts = defineCommand({
  name: 'cluster contexts',
  summary: 'list the contexts of the kubeconfig; none is opened',
  async run(context) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ cluster }) => {
      const { output, clock } = context;
      const items = await cluster.contexts();
      output.answer({ observedAt: toIso(clock.now()), stale: false, items }, (it) =>
        formatTable(
          it.items,
          [
            {
              title: 'NAME',
              cell: (row) => `${row.name}${row.own ? ' (the profile’s)' : ''}`,
              shrinks: true,
            },
            { title: 'CLUSTER', cell: (row) => row.cluster, shrinks: true },
            { title: 'USER', cell: (row) => row.user ?? '-', shrinks: true },
            { title: 'NAMESPACE', cell: (row) => row.namespace ?? '-', shrinks: true },
          ],
          { columns: output.columns },
        ),
      );
      return 0;
    });
  },
});

export const clusterNamespaces = defineCommand({
  name: 'cluster namespaces',
  summary: 'list the namespaces of the cluster',
  options: CONTEXT_OPTION,
  async run(context, chosen) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ cluster }) => {
      const { output, clock, signal } = context;
      const { own, names, problem } = await cluster.namespaces({ context: chosen.context ?? null, signal });
      if (problem) {
        throw new OperatorError(problem.code, problem.message, {
          hint: `Without that right a namespace can still be named: --namespace ${own}.`,
        });
      }
      const items = names.map((name) => ({ name, own: name === own }));
      output.answer({ observedAt: toIso(clock.now()), stale: false, items }, (it) =>
        it.items.map((row) => `${row.name}${row.own ? ' (the profile’s)' : ''}`),
      );
      return 0;
    });
  },
});
