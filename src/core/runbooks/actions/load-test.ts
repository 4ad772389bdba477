import type { LoadTests } from '../../load-test/index.ts';
import type { Door } from '../../operate/door.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { doneByTheDoor, givingEvidence, unprobed } from './done-by-the-door.ts';
import type { InputOf } from './known.ts';
import { loadTestOutput } from './outputs.ts';

/** Load on a service, whose step fails where the limits are not known to be kept, unless it only tells. */
export function loadTestAction(options: {
  loadTests: LoadTests;
  door: Door;
}): ActionKind<InputOf<'load-test'>> {
  const { loadTests, door } = options;
  const action = unprobed(
    givingEvidence(
      doneByTheDoor(door, loadTests.operation, 'load-test', async ({ require: _, ...input }) => input),
    ),
  );
  return {
    ...action,
    async run(input, context) {
      const ending = await action.run(input, context);
      // Stopped in the middle of it, or not known to be over.
      if (ending.end !== 'done') return ending;
      const { verdict } = loadTestOutput.parse(ending.output);
      if (!input.require || verdict === 'pass') return ending;
      const { inverse: _, ...found } = ending;
      // A second attempt is another measurement, and as good as the first.
      return { ...found, end: 'failed' };
    },
  };
}
