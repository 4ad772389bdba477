import type { Traffic } from '../../cluster/traffic/index.ts';
import type { Door } from '../../operate/door.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { operationAction } from '../../operate/processes/operation-action.ts';
import type { Rollouts } from '../../rollouts/index.ts';
import { doneByTheDoor } from './done-by-the-door.ts';
import type { InputOf } from './known.ts';
import { MARKS } from './look-action.ts';
import { changed } from './outputs.ts';

/**
 * The share of traffic as a step. It is done when the config map reads back and what goes by it was restarted. A rollout
 * writes it only while it has the Lease.
 */
export function rolloutSetAction(options: {
  traffic: Traffic;
  door: Door;
  rollouts: Pick<Rollouts, 'asHolder'>;
}): ActionKind<InputOf<'rollout.set'>> {
  const { traffic, door, rollouts } = options;
  const action = doneByTheDoor(door, traffic.operations.setShare, 'rollout.set', async (input) => input);
  return {
    ...action,
    async run(input, context) {
      const ending = await rollouts.asHolder(context.runId, (kind) =>
        operationAction(kind, door).run(input, context),
      );
      if (ending.end === 'asks') return ending;
      const line =
        ending.end === 'done'
          ? `${MARKS.pass} ${traffic.words(input.percentage)}`
          : `${MARKS.fail} ${traffic.words(input.percentage)}: ${ending.words}`;
      return { ...ending, output: { ...changed.parse(ending.output), lines: [line] } };
    },
  };
}
