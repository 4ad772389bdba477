import type { ClusterOperations } from '../../cluster/operations/index.ts';
import type { placeOf } from '../../compliance/hash/components.ts';
import type { Compliance } from '../../compliance/index.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Door } from '../../operate/door.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { type ComplianceWords, OF_STATE } from './compliance-looks.ts';
import { doneByTheDoor } from './done-by-the-door.ts';
import { foundOut, lookAction, MARKS } from './look-action.ts';

/** The constitutional hash: whether every component carries it, and putting it back. */
export function complianceActions(options: {
  compliance: Pick<Compliance, 'part'>;
  complianceWords: ComplianceWords;
  expectedHash: string;
  operations: ClusterOperations;
  profile: Profile;
  hashPlaceOf: typeof placeOf;
  door: Door;
}): ActionKind[] {
  const { compliance, complianceWords, expectedHash, operations, profile, hashPlaceOf, door } = options;
  const { guideLine, lineOf } = complianceWords;
  return [
    lookAction({
      name: 'compliance.hash',
      async look({ require }, { signal }) {
        const part = await compliance.part('hash', signal);
        const { items, says, state } = part;
        const verdict = OF_STATE[state];
        const wrong = items.filter(({ value }) => value === 0);
        const open = items.filter(({ value }) => value === null);
        const matching = items.length - wrong.length - open.length;
        const lines =
          verdict === 'pass'
            ? [`${MARKS.pass} Constitutional Hash: ${expectedHash}`, guideLine(part)]
            : [
                `${MARKS[verdict]} Hash integrity: ${matching} of ${items.length} components verified`,
                ...[...wrong, ...open].map(lineOf),
              ];
        const troubled = [...wrong, ...open].map(({ id }) => id);
        const output = { verdict, matching, total: items.length, troubled, lines };
        return foundOut({ verdict, words: says, output, require });
      },
    }),
    doneByTheDoor(door, operations.restoreHash, 'compliance.restore', async ({ component }, { signal }) => {
      // One that is right already is left alone, and the operation says so.
      const [first] = await operations.hashObjects(hashPlaceOf(profile, component), signal);
      if (!first) throw new OperatorError('not-found', `Nothing of ${component} is in the cluster`);
      return first.parameters;
    }),
  ];
}
