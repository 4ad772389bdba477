import { placeOf } from '../../core/compliance/hash/components.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { OPERATION_OPTIONS, runOperation } from './cluster-operation.ts';

const { dryRun, requestApproval, breakGlass } = OPERATION_OPTIONS;

export const complianceRestore = defineCommand({
  name: 'compliance restore',
  summary: 'put the constitutional hash back where a component carries another one in the cluster',
  arguments: [{ name: 'component', says: 'configuration, a service, or one that the profile names' }],
  options: { dryRun, requestApproval, breakGlass },
  examples: [
    'acgs compliance restore configuration --dry-run',
    'acgs compliance restore governance --confirm acgs-production',
  ],
  async run(context, wish, [id = '']) {
    // One object after the other, each shown and asked for by itself: what is done is wrong no more.
    let left = 1;
    for (let done = 0; left > 0; done += 1) {
      const code: ExitCode = await runOperation(context, {
        ...wish,
        context: undefined,
        async operation({ profile, operations }) {
          const objects = await operations.hashObjects(placeOf(profile, id), context.signal);
          const next = objects[wish.dryRun ? done : 0];
          if (!next) throw new OperatorError('not-found', `Nothing of ${id} is in the cluster`);
          left = objects.filter(({ isWrong }) => isWrong).length - (wish.dryRun ? done : 0) - 1;
          return { kind: operations.restoreHash, parameters: next.parameters };
        },
      });
      if (code !== 0 || wish.requestApproval !== undefined) return code;
    }
    return 0;
  },
});
