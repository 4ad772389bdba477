import { OperatorError } from '../../core/kernel/errors.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { ageOf } from '../figures.ts';
import { number } from '../options.ts';
import { formatTable } from '../table.ts';
import { OPERATION_OPTIONS, runOperation } from './cluster-operation.ts';

const deployment = [{ name: 'deployment', says: 'its name' }];
const { namespace } = OPERATION_OPTIONS;

export const clusterRestart = defineCommand({
  name: 'cluster restart',
  summary: 'replace every pod of a deployment, following its strategy',
  arguments: deployment,
  options: OPERATION_OPTIONS,
  examples: [
    'acgs cluster restart gs-service --confirm acgs-production',
    'acgs cluster restart gs-service --dry-run',
  ],
  run: (context, { namespace, ...wish }, [name = '']) =>
    runOperation(context, {
      ...wish,
      operation: ({ cluster, operations }) => ({
        kind: operations.restart,
        parameters: { namespace: namespace ?? cluster.namespace, name },
      }),
    }),
});

export const clusterScale = defineCommand({
  name: 'cluster scale',
  summary: 'run another number of pods of a deployment',
  arguments: deployment,
  options: {
    replicas: number('--replicas <n>', 'how many pods', { min: 0, max: 150_000, whole: true }),
    ...OPERATION_OPTIONS,
  },
  examples: ['acgs cluster scale gs-service --replicas 5 --confirm acgs-production'],
  run(context, { replicas, namespace, ...wish }, [name = '']) {
    if (replicas === undefined) {
      throw new OperatorError('usage', 'cluster scale needs --replicas', {
        hint: 'Say how many: --replicas 3.',
      });
    }
    return runOperation(context, {
      ...wish,
      operation: ({ cluster, operations }) => ({
        kind: operations.scale,
        parameters: { namespace: namespace ?? cluster.namespace, name, replicas },
      }),
    });
  },
});

export const clusterUndo = defineCommand({
  name: 'cluster undo',
  summary: 'take a deployment back to an earlier revision',
  arguments: deployment,
  options: {
    toRevision: number('--to-revision <n>', 'left out: the one before', { min: 1, max: 1e9, whole: true }),
    ...OPERATION_OPTIONS,
  },
  examples: ['acgs cluster undo gs-service', 'acgs cluster undo gs-service --to-revision 3 --dry-run'],
  run: (context, { toRevision, namespace, ...wish }, [name = '']) =>
    runOperation(context, {
      ...wish,
      operation: ({ cluster, operations }) => ({
        kind: operations.undo,
        parameters: {
          namespace: namespace ?? cluster.namespace,
          name,
          ...(toRevision === undefined ? {} : { revision: toRevision }),
        },
      }),
    }),
});

export const clusterHistory = defineCommand({
  name: 'cluster history',
  summary: 'list the revisions of a deployment',
  arguments: deployment,
  options: { namespace },
  async run(context, { namespace }, [name = '']) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ cluster, operations }) => {
      const of = { namespace: namespace ?? cluster.namespace, name };
      const items = await operations.history(of, context.signal);
      const now = context.clock.now();
      context.output.answer({ observedAt: new Date(now).toISOString(), ...of, items }, (it) =>
        formatTable(
          it.items,
          [
            { title: 'REVISION', cell: (row) => `${row.number}${row.current ? ' (now)' : ''}` },
            { title: 'AGE', cell: (row) => ageOf(row.createdAt, now) },
            { title: 'IMAGES', cell: (row) => row.images.join(', '), shrinks: true },
            { title: 'CHANGE-CAUSE', cell: (row) => row.changeCause ?? '<none>', shrinks: true },
          ],
          { columns: context.output.columns },
        ),
      );
      return 0;
    });
  },
});

export const clusterStatus = defineCommand({
  name: 'cluster status',
  summary: 'follow the rollout of a deployment to its end',
  arguments: deployment,
  options: { namespace },
  async run(context, { namespace }, [name = '']) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ cluster, operations }) => {
      const of = { namespace: namespace ?? cluster.namespace, name };
      const { output, signal } = context;
      const { ok, words } = await operations.followRollout(of, output.tell, signal);
      output.answer({ ...of, status: ok ? 'complete' : 'failed', words }, (it) => [it.words]);
      return ok ? 0 : 1;
    });
  },
});
