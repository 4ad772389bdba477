import type { InterruptedChange, OperationLock } from '../../src/contract/operations.ts';
import { operationsOf } from './operations.ts';
import { failure, isoAgo, type Moment, type Scenario } from './scenario.ts';
import { scenarioOf } from './situation.ts';

const deployment = (name: string) => `deployment acgs-production/${name}`;

const locks = (at: Moment): OperationLock[] => [
  {
    target: deployment('gs-service'),
    summary: `Restart ${deployment('gs-service')}: replace its 3 pods, following its strategy`,
    actor: 'Mara Okafor',
    since: isoAgo(at, 40_000),
    owner: 'alive',
    ...{ process: 48_213, host: 'bastion-2', sent: true },
  },
  {
    target: deployment('ac-service'),
    summary: `Scale ${deployment('ac-service')} from 3 to 5 replicas`,
    actor: 'Jonas Lindqvist',
    since: isoAgo(at, 26 * 60_000),
    owner: 'silent',
    ...{ process: 1187, host: 'laptop-jonas', sent: true },
  },
  {
    target: 'configmap acgs-production/mlops-production-config',
    summary: 'Apply configmap acgs-production/mlops-production-config: change 1 key',
    actor: 'Priya Nair',
    since: isoAgo(at, 3 * 3_600_000),
    owner: 'dead',
    ...{ process: 30_551, host: 'bastion-2', sent: false },
  },
];

const interrupted = (at: Moment): InterruptedChange[] => [
  {
    target: deployment('ec-service'),
    summary: `Restart ${deployment('ec-service')}: replace its 2 pods, following its strategy`,
    actor: 'Mara Okafor',
    startedAt: isoAgo(at, 5.2 * 3_600_000),
    sent: true,
  },
  {
    target: deployment('pgc-service'),
    summary: `Scale ${deployment('pgc-service')} from 2 to 4 replicas`,
    actor: 'Mara Okafor',
    startedAt: isoAgo(at, 5.1 * 3_600_000),
    sent: false,
  },
];

function changing(): Scenario {
  return {
    ...scenarioOf({
      name: 'changes',
      about: 'One change is under way, two are held up by who is gone, and two were cut short.',
    }),
    operations: {
      ...operationsOf({ production: true }),
      locks,
      interrupted,
      breakLock(target) {
        if (target.startsWith('configmap')) {
          const message = `${target} is in use by a process that was heard of lately`;
          throw failure('refused', message, 'Wait until it is done.');
        }
      },
    },
  };
}

/** What is under way, and what became of what was. */
export const CHANGE_SCENARIOS: readonly Scenario[] = [changing()];
