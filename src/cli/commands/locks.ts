import { defineCommand, type ExitCode } from '../command.ts';
import { ageOf } from '../figures.ts';
import { formatTable } from '../table.ts';
import { tellInterrupted } from './cluster-operation.ts';

export const locksList = defineCommand({
  name: 'locks list',
  summary: 'list operations that are under way',
  async run(context) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async (center) => {
      tellInterrupted(context, center);
      const items = center.door.locks().map(({ lock, owner }) => ({
        target: lock.target,
        operation: lock.summary,
        actor: lock.actor,
        process: lock.processId,
        host: lock.host,
        owner,
        acquiredAt: new Date(lock.acquiredAt).toISOString(),
      }));
      context.output.answer({ items }, (it) =>
        it.items.length === 0
          ? ['Nothing is under way.']
          : formatTable(
              it.items,
              [
                { title: 'TARGET', cell: (row) => row.target },
                { title: 'ACTOR', cell: (row) => row.actor },
                { title: 'AGE', cell: (row) => ageOf(row.acquiredAt, context.clock.now()) },
                { title: 'PROCESS', cell: (row) => `${row.process} on ${row.host} (${row.owner})` },
                { title: 'OPERATION', cell: (row) => row.operation, shrinks: true },
              ],
              { columns: context.output.columns },
            ),
      );
      return 0;
    });
  },
});

export const locksBreak = defineCommand({
  name: 'locks break',
  summary: 'free a target whose operation no longer runs',
  arguments: [{ name: 'target', says: 'as acgs locks list names it' }],
  examples: ['acgs locks break "deployment acgs-production/gs-service"'],
  async run(context, _options, [target = '']) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ door }) => {
      door.breakLock(target, { readOnly: context.globals.readOnly });
      context.output.answer({ target, broken: true }, (it) => [`${it.target} is free`]);
      return 0;
    });
  },
});
