import { instantOf } from '../core/kernel/clock.ts';
import { figureText, limitWords } from '../core/kernel/limits.ts';
import { durationText } from '../core/promql/index.ts';
import type { CheckView, RolloutView, StageView } from '../core/rollouts/view.ts';
import { ageOf } from './figures.ts';
import { harmless } from './harmless.ts';
import { type Column, formatTable } from './table.ts';

/** How a rollout is told, as docs/cli.md says. */
export function rolloutDocument(view: RolloutView) {
  const { id, kind, title, state, why, percentage, driver, owner, startedBy, reason, asks } = view;
  return {
    ...{ id, kind, title, state, why, percentage, driver, startedBy, reason },
    startedAt: instantOf(view.startedAt),
    endedAt: instantOf(view.endedAt),
    isDriven: owner !== null && owner.state !== 'dead',
    asks: asks && { ...asks, since: instantOf(asks.since) },
    stages: view.stages.map((stage) => ({
      percentage: stage.percentage,
      monitor: durationText(stage.monitorMs),
      state: stage.state,
      startedAt: instantOf(stage.startedAt),
      endedAt: instantOf(stage.endedAt),
      endsAt: instantOf(stage.endsAt),
      words: stage.words,
      measurements: measurementsOf(stage),
    })),
    report: view.report.map(({ at, by, line }) => ({ at: instantOf(at), by, line })),
  };
}

/** Of all checks, the oldest first. */
function measurementsOf({ checks }: StageView) {
  return checks
    .flatMap(({ check, measurements }) => measurements.map((it) => ({ ...it, metric: check.id })))
    .sort((one, other) => one.at - other.at)
    .map(({ metric, value, outcome, at, words }) => ({ metric, value, outcome, at: instantOf(at), words }));
}

const MARKS: Readonly<Record<StageView['state'], string>> = {
  pending: '·',
  setting: '…',
  watching: '▶',
  passed: '✅',
  failed: '❌',
  inconclusive: '❔',
  skipped: '–',
};
const BAR = 20;

/** A rollout as somebody reads it at the terminal. */
export function rolloutLines(view: RolloutView, now: number): string[] {
  const { id, title, state, why, percentage, percentageAt, stages, stage, asks } = view;
  const filled = Math.round(((percentage ?? 0) / 100) * BAR);
  const bar = `[${'█'.repeat(filled)}${'·'.repeat(BAR - filled)}]`;
  const share =
    percentage === null
      ? 'no share was set by it'
      : `${bar} ${percentage} %, set ${ageOf(instantOf(percentageAt), now)} ago`;
  const current = stage === null ? undefined : stages[stage];
  return [
    `${harmless(title)} (${id.slice(0, 8)}): ${state}${why === null ? '' : `: ${harmless(why)}`}`,
    `  Traffic  ${share}`,
    `  Track    ${stages.map((it) => stageWords(it, now)).join('  ━━  ')}`,
    ...(current === undefined || current.checks.length === 0
      ? []
      : ['', ...formatTable(current.checks, COLUMNS, { columns: undefined }).map((line) => `  ${line}`)]),
    ...(asks === null
      ? []
      : [
          '',
          `  Asks: ${harmless(asks.text)}`,
          ...asks.choices.map(
            (choice) => `    ${commandFor(choice.id, asks.step, id.slice(0, 8))}  ${choice.title}`,
          ),
        ]),
  ];
}

/** What answers a decision; other questions are answered as those of runs are. */
const COMMANDS: Readonly<Record<string, string>> = {
  'watch-on': 'acgs rollout resume',
  'next-stage': 'acgs rollout promote',
  'roll-back': 'acgs rollout abort',
  'take-up': 'acgs rollout resume',
  leave: 'acgs rollout abort',
};

function commandFor(choice: string, step: string, id: string): string {
  const command = COMMANDS[choice];
  return command === undefined ? `acgs runs resume ${id} --answer ${step}=${choice}` : `${command} ${id}`;
}

function stageWords({ percentage, monitorMs, state, endsAt }: StageView, now: number): string {
  const left = endsAt === null ? null : Math.max(0, Math.round((endsAt - now) / 1000) * 1000);
  const watched = monitorMs === 0 ? '' : ` (${durationText(monitorMs)})`;
  return `${MARKS[state]} ${percentage} %${left === null ? watched : ` (${durationText(left)} left)`}`;
}

const COLUMNS: readonly Column<CheckView>[] = [
  { title: 'CHECK', cell: ({ check }) => check.title },
  { title: 'WANTED', cell: ({ check }) => limitWords(check.success) },
  { title: 'LAST', cell: lastOf, align: 'right' },
  { title: 'SAYS', cell: ({ measurements }) => measurements.at(-1)?.outcome ?? '-' },
  {
    title: 'FAILED',
    cell: ({ failures, check }) => `${failures} of ${check.failures.count}`,
    align: 'right',
  },
  { title: 'LOOKS', cell: ({ total }) => String(total), align: 'right' },
];

function lastOf({ measurements }: CheckView): string {
  const value = measurements.at(-1)?.value;
  return value === undefined || value === null ? '-' : figureText(value);
}
