import type { Baseline, NamedBaseline } from '../../core/baselines/index.ts';
import type { ControlCenter } from '../../core/control-center/capabilities.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import type { OperationKind } from '../../core/operate/operation.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { harmless } from '../harmless.ts';
import { AT_OPTION, type NamedMoment, resolveMoment } from '../moment.ts';
import { duration, list, number } from '../options.ts';
import { formatTable } from '../table.ts';
import { OPERATION_OPTIONS, runOperation } from './cluster-operation.ts';

const NAME = [{ name: 'name', says: 'left out: default', several: true as const }];
const DAY_MS = 86_400_000;
const { dryRun, requestApproval, breakGlass } = OPERATION_OPTIONS;
const MEASURED = {
  window: duration('--window <time>', 'how long, up to now or --at: 5m to 30d; left out: 1d'),
  ...AT_OPTION,
  system: list('--system <id>', 'only this one; may be given several times'),
};
const REVISION = { min: 1, max: 1_000_000, whole: true };

export const baselinesList = defineCommand({
  name: 'baselines list',
  summary: 'list the performance baselines and their revisions',
  options: AT_OPTION,
  examples: ['acgs baselines list'],
  async run(context, { at }) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ baselines }, { clock }) => {
      const { namedView } = await import('../../core/baselines/index.ts');
      const items = baselines.list(at && resolveMoment(at, clock.now()));
      context.output.answer({ items: items.map(namedView) }, () =>
        items.length === 0
          ? ['No baseline is recorded. Record one: acgs baselines record']
          : items.flatMap((item) => listLines(item, context.output.columns)),
      );
      return items.length === 0 ? 1 : 0;
    });
  },
});

export const baselinesShow = defineCommand({
  name: 'baselines show',
  summary: 'show what a baseline holds: each figure with its spread, its samples, and what ran',
  arguments: NAME,
  options: { revision: number('--revision <n>', 'left out: the one in force', REVISION), ...AT_OPTION },
  examples: ['acgs baselines show', 'acgs baselines show --revision 2 --json | jq ".figures[0]"'],
  async run(context, { revision, at }, [name]) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ baselines }, { clock }) => {
      const wanted = name ?? 'default';
      const moment = at && resolveMoment(at, clock.now());
      const found =
        revision === undefined ? baselines.current(wanted, moment) : baselines.revision(wanted, revision);
      const lines = await showLines(found, context.output.columns);
      context.output.answer(documentOf(found), () => lines);
      return 0;
    });
  },
});

export const baselinesRecord = defineCommand({
  name: 'baselines record',
  summary: 'measure a performance baseline from what was recorded',
  arguments: NAME,
  options: { ...MEASURED, dryRun },
  examples: ['acgs baselines record --window 7d', 'acgs baselines record release --window 2h --yes'],
  async run(context, { window = DAY_MS, at, system, dryRun: isDry }, [name = 'default']) {
    return runOperation(context, {
      ...{ dryRun: isDry, requestApproval: undefined, breakGlass: undefined, context: undefined },
      operation: ({ baselines, clock }) => {
        if (baselines.list().some((each) => each.name === name && each.current !== null)) {
          throw new OperatorError('usage', `There is a baseline called ${name} already`, {
            hint: `Update it: acgs baselines update ${name}. Or give this one another name.`,
          });
        }
        const parameters = { name, systems: [...system], ...windowOf(clock.now(), window, at) };
        return { kind: asKind(baselines.operations.record), parameters };
      },
    });
  },
});

export const baselinesUpdate = defineCommand({
  name: 'baselines update',
  summary: 'measure a baseline anew and let comparisons go by it',
  arguments: NAME,
  options: {
    ...MEASURED,
    revision: number(
      '--revision <n>',
      'one that is measured already, as an approval was asked for',
      REVISION,
    ),
    ...{ dryRun, requestApproval, breakGlass },
  },
  examples: [
    'acgs baselines update --window 7d --yes',
    'acgs baselines update --window 7d --request-approval "3.2.0 answers more slowly, as agreed"',
    'acgs baselines update --revision 3 --confirm acgs-production',
  ],
  async run(context, options, [name = 'default']) {
    const { window = DAY_MS, at, system, revision, ...asked } = options;
    return runOperation(context, {
      ...asked,
      context: undefined,
      async operation(center) {
        const { baselines, clock } = center;
        if (revision !== undefined) return adoption(center, name, revision);
        baselines.current(name);
        const parameters = { name, systems: [...system], ...windowOf(clock.now(), window, at) };
        if (asked.dryRun) return { kind: asKind(baselines.operations.record), parameters };
        return adoption(center, name, await measured(context, center, parameters));
      },
    });
  },
});

export const baselinesUndo = defineCommand({
  name: 'baselines undo',
  summary: 'put the baseline of before back',
  arguments: NAME,
  options: { dryRun, requestApproval, breakGlass },
  examples: ['acgs baselines undo --yes'],
  async run(context, asked, [name = 'default']) {
    return runOperation(context, {
      ...asked,
      context: undefined,
      operation(center) {
        const found = center.baselines.list().find((each) => each.name === name);
        if (found && found.previous !== null) return adoption(center, name, found.previous);
        throw new OperatorError('usage', `Of the baseline ${name} there is none of before`, {
          hint: 'acgs baselines list shows what there is.',
        });
      },
    });
  },
});

export const baselinesRemove = defineCommand({
  name: 'baselines remove',
  summary: 'give a baseline up: nothing is compared with it any more',
  arguments: [{ name: 'name', says: 'of the baseline' }],
  options: { dryRun, requestApproval, breakGlass },
  examples: ['acgs baselines remove release --yes'],
  async run(context, asked, [name = '']) {
    return runOperation(context, {
      ...asked,
      context: undefined,
      operation: ({ baselines }) => ({
        kind: asKind(baselines.operations.remove),
        parameters: { name },
      }),
    });
  },
});

/** The steps of one command take different parameters; each operation checks its own. */
function asKind<P>(kind: OperationKind<P>): OperationKind<unknown> {
  return kind;
}

function adoption({ baselines }: ControlCenter, name: string, revision: number) {
  return { kind: asKind(baselines.operations.adopt), parameters: { name, revision } };
}

/** A revision of its own first: what is approved is figures, not a time that has moved on. */
async function measured(
  { output, globals, signal }: CommandContext,
  { baselines, door }: ControlCenter,
  parameters: { name: string; from: string; to: string; systems: string[] },
): Promise<number> {
  const { readOnly } = globals;
  const kind = asKind(baselines.operations.record);
  const { evidence, verification } = await door.perform(kind, parameters, { readOnly, signal });
  const { revision } = evidence;
  if (typeof revision !== 'number') throw new Error('a revision without a number');
  output.tell(`${verification.words}. To come back to it: --revision ${revision}`);
  return revision;
}

function windowOf(now: number, windowMs: number, at: NamedMoment | undefined): { from: string; to: string } {
  const to = at ? resolveMoment(at, now) : now;
  return { from: new Date(to - windowMs).toISOString(), to: new Date(to).toISOString() };
}

function listLines(
  { name, current, since, revisions }: NamedBaseline,
  columns: number | undefined,
): string[] {
  const at = new Date(since.at).toISOString();
  const head =
    current === null
      ? `${name}: given up by ${since.actor}, ${at}`
      : `${name}: comparisons go by revision ${current}, since ${at}`;
  return [
    harmless(head),
    ...formatTable(
      revisions,
      [
        { title: 'REVISION', cell: ({ revision }) => String(revision), align: 'right' },
        { title: 'RECORDED', cell: ({ recordedAt }) => new Date(recordedAt).toISOString() },
        { title: 'BY', cell: ({ recordedBy }) => harmless(recordedBy) },
        {
          title: 'STATE',
          cell: ({ revision }) =>
            revision === current ? 'in force' : revision > (current ?? 0) ? 'measured, not in force' : 'kept',
        },
      ],
      { columns },
    ),
  ];
}

async function showLines(found: Baseline, columns: number | undefined): Promise<string[]> {
  const { figureOf, valueWords } = await import('../../core/baselines/index.ts');
  const { name, revision, from, to, recordedBy, figures, versions } = found;
  const version = (id: string) => versions.find(({ system }) => system === id);
  return [
    harmless(
      `${name}, revision ${revision}: ${new Date(from).toISOString()} to ${new Date(to).toISOString()}, by ${recordedBy}`,
    ),
    ...formatTable(
      figures,
      [
        { title: 'SYSTEM', cell: ({ system }) => system },
        { title: 'FIGURE', cell: ({ figure }) => figureOf(figure).title },
        {
          title: 'VALUE',
          cell: ({ figure, value }) => valueWords(value, figureOf(figure).unit),
          align: 'right',
        },
        {
          title: 'SPREAD',
          cell: ({ figure, low, high }) => {
            const { unit } = figureOf(figure);
            return `${valueWords(low, unit)} to ${valueWords(high, unit)}`;
          },
        },
        { title: 'SAMPLES', cell: ({ samples }) => samples.toLocaleString('en-US'), align: 'right' },
        {
          title: 'VERSION',
          cell: ({ system }) => harmless(version(system)?.images ?? version(system)?.reported ?? '-'),
          shrinks: true,
        },
      ],
      { columns },
    ),
  ];
}

function documentOf({ from, to, recordedAt, ...rest }: Baseline) {
  const iso = (at: number) => new Date(at).toISOString();
  return { ...rest, recordedAt: iso(recordedAt), from: iso(from), to: iso(to) };
}
