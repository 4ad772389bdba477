import type { ConfigurationView, SettingView } from '../../contract/configuration.ts';
import type { Configuration } from '../../core/cluster/configuration/index.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { ageOf } from '../figures.ts';
import { AT_OPTION, resolveMoment } from '../moment.ts';
import { flag, text } from '../options.ts';
import { type Column, formatTable, printable } from '../table.ts';
import { OPERATION_OPTIONS, runOperation } from './cluster-operation.ts';

export const configurationShow = defineCommand({
  name: 'configuration show',
  summary: 'compare config map and environment of the MLOps system with what they are to be',
  options: {
    drift: flag('--drift', 'only what does not agree, with why'),
    ...AT_OPTION,
  },
  examples: ['acgs configuration show', 'acgs configuration show --drift --json'],
  async run(context, { drift, at }) {
    const { withCenter } = await import('../workplace.ts');
    const found = await withCenter(context, async ({ configuration }, { clock }) => {
      const view =
        at === undefined
          ? await configuration.look(context.signal)
          : configuration.last(resolveMoment(at, clock.now()));
      return drift ? driftOf(view) : view;
    });
    const { report, problem, observedAt } = found;
    if (report === null && problem !== null) {
      const { message, hint } = problem;
      throw new OperatorError(problem.code, message, hint === null ? {} : { hint });
    }
    if (problem !== null) {
      const age = ageOf(observedAt, context.clock.now());
      context.output.tell(`acgs: ${problem.message}: this is how it was ${age} ago`);
    } else if (at !== undefined && observedAt !== null) {
      context.output.tell(`acgs: as it was last seen at ${observedAt}`);
    }
    context.output.answer(found, (it) => linesOf(it, context, drift));
    if (problem !== null) return problem.code === 'forbidden' ? 4 : 3;
    return report === null ? 3 : EXIT[report.verdict];
  },
});

const { dryRun, requestApproval, breakGlass } = OPERATION_OPTIONS;

export const configurationSet = defineCommand({
  name: 'configuration set',
  summary: 'change a setting in the config map, or in the environment of a deployment',
  arguments: [
    { name: 'setting', says: 'as configuration show names it, or its variable' },
    { name: 'value', says: 'what it is to be' },
  ],
  options: {
    deployment: text('--deployment <name>', 'in its environment, where it does not come from the config map'),
    dryRun,
    requestApproval,
    breakGlass,
  },
  examples: [
    'acgs configuration set performance_targets.response_time_ms 1800 --dry-run',
    'acgs configuration set FALLBACK_ENABLED true --deployment production-integration --confirm acgs-production',
  ],
  run: (context, { deployment, ...wish }, [setting = '', value = '']) =>
    runOperation<unknown>(context, {
      ...wish,
      context: undefined,
      operation: ({ catalogue }) =>
        deployment === undefined
          ? { kind: catalogue.named('configuration.set'), parameters: { setting, value } }
          : {
              kind: catalogue.named('configuration.set-variable'),
              parameters: { deployment, setting, value },
            },
    }),
});

type View = ReturnType<Configuration['last']>;

function driftOf(view: View): View {
  const { report } = view;
  const settings = report?.settings.filter(({ verdict }) => verdict !== 'agrees') ?? [];
  return { ...view, report: report && { ...report, settings } };
}

type Report = NonNullable<ConfigurationView['report']>;

const EXIT: Record<Report['verdict'], ExitCode> = { agrees: 0, differs: 1, unknown: 3 };

function linesOf(view: ConfigurationView, { output, clock }: CommandContext, drift: boolean): string[] {
  const { report } = view;
  if (report === null) return ['❔ Nobody has seen the configuration.'];
  const { settings, findings, configMaps } = report;
  const wrong = settings.filter(({ verdict }) => verdict !== 'agrees');
  const maps = configMaps.map(
    ({ name, changedBy, changedAt }) =>
      `Config map ${report.namespace}/${name}, written ${ageOf(changedAt, clock.now())} ago by ${changedBy ?? 'nobody knows whom'}`,
  );
  const table = formatTable(settings, COLUMNS, {
    columns: output.columns,
    tint: (it, title, cell) => (title === 'VERDICT' ? output.paint(it.level, cell) : cell),
  });
  return [
    headlineOf(report),
    ...maps.map(printable),
    ...(settings.length === 0 ? [] : ['', ...table]),
    ...(findings.length + wrong.length === 0 ? [] : ['']),
    ...findings.map(({ level, says }) => `${MARKS[level]} ${printable(says)}`),
    ...wrong.flatMap(({ id, findings: of }) =>
      of.map(({ level, says }) => `${MARKS[level]} ${id}: ${printable(says)}`),
    ),
    ...(drift || wrong.length === 0 ? [] : ['', 'acgs configuration set changes a setting.']),
  ];
}

function headlineOf({ verdict, settings }: Report): string {
  const count = (of: SettingView['verdict']) => settings.filter((it) => it.verdict === of).length;
  const wrong = VERDICTS.flatMap((it) => (count(it) === 0 ? [] : [`${count(it)} ${WORDS[it]}`]));
  if (verdict === 'agrees') return '✅ Configuration: everything agrees';
  const says = wrong.length === 0 ? 'each setting agrees by itself' : wrong.join(', ');
  return `${verdict === 'differs' ? '❌' : '❔'} Configuration: ${says}`;
}

const VERDICTS = ['invalid', 'differs', 'missing', 'unknown'] as const;
const WORDS = { invalid: 'invalid', differs: 'differ', missing: 'missing', unknown: 'unknown' } as const;
const MARKS = { critical: '❌', warning: '⚠️', unknown: '❔' } as const;

const COLUMNS: readonly Column<SettingView>[] = [
  { title: 'SETTING', cell: ({ id }) => id },
  {
    title: 'CONFIG MAP',
    cell: ({ configMap, place }) => (place === null ? '-' : (configMap?.value.trim() ?? 'none')),
    shrinks: true,
  },
  { title: 'ENVIRONMENT', cell: environmentWords, shrinks: true },
  { title: 'TARGET', cell: ({ target }) => target?.value ?? '-', shrinks: true },
  { title: 'VERDICT', cell: ({ verdict }) => verdict },
];

/** `true (mlops-manager)`; of many deployments how many there are. */
function environmentWords({ environment, variable }: SettingView): string {
  if (environment.length === 0) return variable === null ? '-' : 'none';
  const byValue = Map.groupBy(environment, ({ value, from }) => value ?? `from ${from}`);
  return [...byValue]
    .map(([value, those]) => {
      const names = [...new Set(those.map(({ deployment }) => deployment))];
      return `${value} (${names.length > 2 ? `${names.length} deployments` : names.join(', ')})`;
    })
    .join('; ');
}
