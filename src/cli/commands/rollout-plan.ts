import { OperatorError } from '../../core/kernel/errors.ts';
import { durationText } from '../../core/promql/index.ts';
import { planView } from '../../core/rollouts/plan-view.ts';
import type { WantedRollout } from '../../core/rollouts/planning.ts';
import { atWork } from '../at-work.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { readGivenFile } from '../files.ts';
import { harmless } from '../harmless.ts';
import { text } from '../options.ts';
import { type Column, formatTable } from '../table.ts';
import { previewLines } from './cluster-operation.ts';

/** What somebody wants a rollout to do. */
export const WANTED = {
  percentages: text('--percentages <list>', 'shares of the traffic, rising (default 10,50,100)'),
  monitor: text('--monitor <list>', 'how long each is watched (default 4h,8h,0s)'),
  plan: text('--plan <file>', 'a plan with checks of your own, in place of the two (docs/rollouts.md)'),
  driver: text('--driver <name>', 'what moves the traffic; without it what the profile says'),
};

interface Given {
  percentages: string | undefined;
  monitor: string | undefined;
  plan: string | undefined;
  driver: string | undefined;
}

const MOST_BYTES = 262_144;

/** @throws OperatorError `usage` when the file cannot be read, or both ways of saying it are used */
export async function wantedOf(context: CommandContext, given: Given): Promise<WantedRollout> {
  const { percentages = '10,50,100', monitor = '4h,8h,0s', driver = '' } = given;
  if (given.plan === undefined) return { percentages, monitor, driver };
  if (given.percentages !== undefined || given.monitor !== undefined) {
    throw new OperatorError(
      'usage',
      'The plan says the percentages and the windows: leave out the other two',
    );
  }
  const plan = await readGivenFile(context, given.plan, MOST_BYTES);
  if (plan.trim() === '') throw new OperatorError('usage', `${given.plan} is empty`);
  return { percentages, monitor, driver, plan };
}

/** A plan that is mistyped is told with the name of its file. */
export async function namingTheFile<T>(file: string | undefined, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (file === undefined || !(error instanceof OperatorError) || !/^Line \d/.test(error.message))
      throw error;
    const hint = error.hint === null ? {} : { hint: error.hint };
    throw new OperatorError('usage', `${file}: ${error.message}`, hint);
  }
}

export const rolloutPlan = defineCommand({
  name: 'rollout plan',
  summary: 'show what a rollout would do and watch, and its first change; nothing is done',
  options: WANTED,
  examples: ['acgs rollout plan', 'acgs rollout plan --plan mlops-rollout.yaml'],
  async run(context, given) {
    const wanted = await wantedOf(context, given);
    return atWork<ExitCode>(context, async ({ rollouts }) => {
      const { globals, signal, output } = context;
      const { plan, preview, problems } = await rollouts.foresee(wanted, {
        ...{ readOnly: globals.readOnly, signal },
      });
      const stages = planView(plan);
      const file = given.plan === undefined ? '' : `${given.plan}: `;
      output.answer(
        {
          stages: stages.map(({ monitorMs, ...it }) => ({ ...it, monitor: durationText(monitorMs) })),
          preview,
          problems,
        },
        () => [
          ...problems.map(({ message }) => `${plan === null ? file : ''}${harmless(message)}`),
          ...stages.flatMap(stageLines),
          ...(preview === null ? [] : ['', 'The first change:', ...previewLines(preview)]),
        ],
      );
      return plan === null ? 2 : 0;
    });
  },
});

type StageRow = ReturnType<typeof planView>[number];

const COLUMNS: readonly Column<StageRow['checks'][number]>[] = [
  { title: 'CHECK', cell: ({ title }) => title, shrinks: true },
  { title: 'MEASURES', cell: ({ measures }) => measures, shrinks: true },
  { title: 'WANTED', cell: ({ limit }) => limit },
  { title: 'EVERY', cell: ({ everyMs }) => durationText(everyMs), align: 'right' },
  { title: 'TURNS BACK', cell: ({ fails }) => fails },
  { title: 'WAITS', cell: ({ pauses }) => pauses },
];

function stageLines({ percentage, monitorMs, checks }: StageRow, index: number): string[] {
  const watched = monitorMs === 0 ? 'not watched' : `watched for ${durationText(monitorMs)}`;
  return [
    `Stage ${index + 1}: ${percentage} %, ${watched}`,
    ...(monitorMs === 0 ? [] : formatTable(checks, COLUMNS, { columns: undefined }).map((it) => `  ${it}`)),
  ];
}
