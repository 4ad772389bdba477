import { ARGO_ORDERS } from '../../core/cluster/traffic/index.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { defineCommand } from '../command.ts';
import { number } from '../options.ts';
import { OPERATION_OPTIONS, runOperation } from './cluster-operation.ts';

const { dryRun, requestApproval, breakGlass } = OPERATION_OPTIONS;

export const rolloutArgo = defineCommand({
  name: 'rollout argo',
  summary: 'tell a Rollout of Argo Rollouts what to do, as its own tool does',
  arguments: [{ name: 'order', says: ARGO_ORDERS.join(', '), choices: ARGO_ORDERS }],
  options: {
    revision: number('--revision <n>', 'of undo; left out: the one before', {
      ...{ min: 1, max: 1e9, whole: true },
    }),
    ...{ dryRun, requestApproval, breakGlass },
  },
  examples: ['acgs rollout argo abort --yes', 'acgs rollout argo undo --revision 3 --dry-run'],
  run: (context, { revision, ...wish }, [order = '']) =>
    runOperation(context, {
      ...wish,
      context: undefined,
      operation({ traffic, catalogue }) {
        if (traffic.driver.id !== 'argo') {
          throw new OperatorError(
            'usage',
            `The traffic is moved with ${traffic.driver.id} here: only argo takes orders`,
            { hint: 'Name the Rollout in the profile: rollouts: { driver: argo, name: NAME }.' },
          );
        }
        return {
          kind: catalogue.named('rollout.argo'),
          parameters: { order, ...(revision === undefined ? {} : { revision }) },
        };
      },
    }),
});
