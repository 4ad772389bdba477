import type { ActionKind } from '../../operate/processes/action.ts';
import type { Rollouts } from '../../rollouts/index.ts';
import type { InputOf } from './known.ts';
import { openAction } from './look-action.ts';

/** Ends what would give or take traffic by itself, for a run that brings the share where it belongs. */
export function rolloutEndAction(options: {
  rollouts: Pick<Rollouts, 'endOthers' | 'lease'>;
}): ActionKind<InputOf<'rollout.end'>> {
  return openAction({
    name: 'rollout.end',
    words: () =>
      'Ends the rollouts that are under way, at other desks by taking their lease; their shares stay until something sets them',
    async run({ reason }, { runId }) {
      const why = `Ended for run ${runId.slice(0, 8)}${reason === '' ? '' : `: ${reason}`}`;
      const ended = options.rollouts.endOthers({ id: runId, why });
      const here = ended.length === 0 ? 'No rollout was under way here' : `Ended: ${ended.join('; ')}`;
      const elsewhere = await options.rollouts.lease.takeByForce(
        runId,
        `for an emergency rollback${reason === '' ? '' : `: ${reason}`}`,
      );
      const words = `${here}. ${elsewhere}`;
      return { end: 'done', words, output: { lines: ended.length === 0 ? [] : [here] } };
    },
  });
}
