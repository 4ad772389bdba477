import type { Compliance } from '../../compliance/index.ts';
import type { Recovery } from '../../compliance/recovery/index.ts';
import type { Door } from '../../operate/door.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import type { Processes } from '../../operate/processes/index.ts';
import { operationAction } from '../../operate/processes/operation-action.ts';
import { headOf } from './known.ts';
import { lookAction } from './look-action.ts';

/** What is done about violations: collecting them, halting, and the report of an incident. */
export function complianceIncidentActions(options: {
  compliance: Pick<Compliance, 'validate' | 'violations' | 'latest'>;
  recovery: Recovery;
  processes: Pick<Processes, 'get'>;
  door: Door;
}): ActionKind[] {
  const { compliance, recovery, processes, door } = options;
  const halting = operationAction(recovery.halt, door);
  const restoring = operationAction(recovery.restore, door);
  return [
    lookAction({
      name: 'compliance.violations',
      async look(_, { signal }) {
        await compliance.validate({ mode: 'production', signal });
        const open = compliance.violations.list().filter(({ state }) => state !== 'verified');
        const groups = Map.groupBy(open, ({ component }) => component);
        const lines =
          open.length === 0
            ? ['✅ No violation is open']
            : [...groups].flatMap(([component, group]) => [
                `❌ ${component}: ${group.length === 1 ? '1 violation' : `${group.length} violations`}`,
                ...group.map(
                  ({ rule, says, state, sightings, detectedAt, assignee }) =>
                    `   ${rule}: ${says} (${state}${assignee === null ? '' : `, ${assignee}`}; seen ${sightings} times since ${detectedAt})`,
                ),
              ]);
        const words =
          open.length === 0
            ? 'No violation is open'
            : open.length === 1
              ? '1 violation is open'
              : `${open.length} violations are open`;
        return { end: 'done', words, output: { lines } };
      },
    }),
    {
      ...headOf('compliance.halt'),
      foresee: (_, context) => halting.foresee({ except: context.runId }, context),
      probe: async (_, context) =>
        (await halting.probe?.({ except: context.runId }, context)) ?? {
          done: null,
          words: 'nobody can tell',
        },
      async run(_, context) {
        const ending = await halting.run({ except: context.runId }, context);
        return ending.end === 'asks' ? ending : { ...ending, output: { lines: [ending.words] } };
      },
    },
    {
      ...headOf('compliance.fix'),
      foresee: (_, context) => restoring.foresee({}, context),
      probe: async (_, context) =>
        (await restoring.probe?.({}, context)) ?? { done: null, words: 'nobody can tell' },
      requestApproval: async (_, context, reason) => restoring.requestApproval?.({}, context, reason),
      async run(_, context) {
        const ending = await restoring.run({}, context);
        return ending.end === 'asks' ? ending : { ...ending, output: { lines: [ending.words] } };
      },
    },
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
