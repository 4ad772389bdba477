import type { Compliance } from '../../compliance/index.ts';
import type { Recovery } from '../../compliance/recovery/index.ts';
import type { Door } from '../../operate/door.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import type { Processes } from '../../operate/processes/index.ts';
import { doneByTheDoor } from './done-by-the-door.ts';
import { lookAction, MARKS } from './look-action.ts';

/** What is done about violations: collecting them, halting, and the report of an incident. */
export function complianceIncidentActions(options: {
  compliance: Pick<Compliance, 'validate' | 'violations' | 'latest'>;
  recovery: Recovery;
  processes: Pick<Processes, 'get'>;
  door: Door;
}): ActionKind[] {
  const { compliance, recovery, processes, door } = options;
  return [
    lookAction({
      name: 'compliance.violations',
      async look(_, { signal }) {
        await compliance.validate({ mode: 'production', signal });
        const open = compliance.violations.list().filter(({ state }) => state !== 'verified');
        const groups = Map.groupBy(open, ({ component }) => component);
        const words =
          open.length === 0
            ? 'No violation is open'
            : open.length === 1
              ? '1 violation is open'
              : `${open.length} violations are open`;
        const lines =
          open.length === 0
            ? [`${MARKS.pass} ${words}`]
            : [...groups].flatMap(([component, group]) => [
                `${MARKS.fail} ${component}: ${group.length === 1 ? '1 violation' : `${group.length} violations`}`,
                ...group.map(
                  ({ rule, says, state, sightings, detectedAt, assignee }) =>
                    `   ${rule}: ${says} (${state}${assignee === null ? '' : `, ${assignee}`}; seen ${sightings} times since ${detectedAt})`,
                ),
              ]);
        return { end: 'done', words, output: { lines } };
      },
    }),
    inLines(
      // The run that asks for it goes on.
      doneByTheDoor(door, recovery.halt, 'compliance.halt', async (_, { runId }) => ({ except: runId })),
    ),
    inLines(doneByTheDoor(door, recovery.restore, 'compliance.fix', async () => ({}))),
    lookAction({
      name: 'compliance.report',
      async look(_, { clock, runId }) {
        const { startedAt } = processes.get(runId);
        const incident = recovery.incidentOf({
          found: compliance.latest(),
          violations: compliance.violations.list(),
          since: startedAt,
          now: clock.now(),
        });
        return {
          end: 'done',
          words: incident.lines.at(-1) ?? 'There is nothing to report',
          output: { lines: incident.lines },
        };
      },
    }),
  ];
}

/** A change that gives what it says as its only line. */
function inLines<Input>(action: ActionKind<Input>): ActionKind<Input> {
  return {
    ...action,
    async run(input, context) {
      const ending = await action.run(input, context);
      return ending.end === 'asks' ? ending : { ...ending, output: { lines: [ending.words] } };
    },
  };
}
