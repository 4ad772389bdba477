import type { ControlCenter } from '../core/control-center/capabilities.ts';
import type { ProcessView } from '../core/operate/processes/view.ts';
import type { RolloutView } from '../core/rollouts/view.ts';
import { harmless } from './harmless.ts';

const isOurs = ({ owner, endedAt }: RolloutView) => endedAt === null && owner?.processId === process.pid;

/** The rollout that a run follows and that this process drives, where it waits for a person to decide. */
export function askingRollout({ rollouts }: ControlCenter, { steps }: ProcessView): RolloutView | undefined {
  const follows = steps.some(
    ({ action, status }) => action === 'rollout.gradual-rollback' && status === 'running',
  );
  return follows ? rollouts.list().find((it) => isOurs(it) && it.asks !== null) : undefined;
}

/** What somebody can say to it. */
export function askingLines({ id, title, asks }: RolloutView): string[] {
  const short = id.slice(0, 8);
  return [
    `${harmless(title)} waits for a decision: ${harmless(asks?.text ?? '')}`,
    `Decide with: acgs rollout resume ${short}, acgs rollout promote ${short} or acgs rollout abort ${short}`,
  ];
}

/** Resolves when nothing is under way any more that a run of this process began: nobody else would watch the traffic. */
export async function ownRolloutsEnd({ rollouts }: ControlCenter): Promise<void> {
  while (rollouts.list().some((it) => isOurs(it) && it.state === 'rolling-back')) {
    await new Promise<void>((resolve) => {
      const unsubscribe = rollouts.subscribe(() => {
        unsubscribe();
        resolve();
      });
    });
  }
}
