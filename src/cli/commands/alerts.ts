import type { AlertsFrame, AlertView } from '../../core/alerts/index.ts';
import type { ControlCenter } from '../../core/control-center/capabilities.ts';
import { lookForAlerts } from '../../core/control-center/look-for-alerts.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import type { OperationKind } from '../../core/operate/operation.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { ageOf } from '../figures.ts';
import { harmless } from '../harmless.ts';
import { AT_OPTION, resolveMoment } from '../moment.ts';
import { duration, flag, list, text } from '../options.ts';
import type { Tone } from '../output.ts';
import { formatTable } from '../table.ts';
import { runOperation } from './cluster-operation.ts';

const id = [{ name: 'id', says: 'as acgs alerts list shows it; its beginning is enough' }];
const note = { note: text('--note <text>', 'what you found, for the journal') };
const MOST_SILENT_HOURS = 24;

/** With a window on the same data the book is its; without one, everything is looked at and evaluated once. */
export const alertsList = defineCommand({
  name: 'alerts list',
  summary: 'list alerts, the most urgent first, with the time left to answer',
  options: {
    ...AT_OPTION,
    recorded: flag('--recorded', 'what is recorded, without looking first'),
    check: flag('--check', 'exit 1 when an alert fires that nobody has answered'),
  },
  examples: [
    'acgs alerts list',
    'acgs alerts list --check',
    'acgs alerts list --json | jq ".items[].id"',
    'acgs alerts list --at 2h',
  ],
  async run(context, { at, recorded, check }) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async (center, { clock }) => {
      const moment = at === undefined ? null : resolveMoment(at, clock.now());
      if (moment === null && !recorded) await lookForAlerts(center, context.signal);
      const frame = center.alerts.frame(moment);
      context.output.answer(documentOf(frame), () => listLines(context, frame, moment ?? clock.now()));
      if (moment === null && (frame.stale || knowsNothing(frame))) return 3;
      return check && frame.counts.unanswered > 0 ? 1 : 0;
    });
  },
});

export const alertsAck = acknowledgement('ack', 'say that you see to an alert: its response clock stops');
export const alertsReopen = acknowledgement('reopen', 'take an acknowledgement back: the clock runs again');

export const alertsSilence = defineCommand({
  name: 'alerts silence',
  summary: 'keep alerts quiet for a while',
  arguments: [{ name: 'matcher', says: 'system=governance, alertname=~"Response.*"', several: true }],
  options: {
    for: duration('--for <time>', `how long, ${MOST_SILENT_HOURS}h at most; left out: 2h`),
    reason: text('--reason <text>', 'why, for whoever wonders about the quiet'),
    dryRun: flag('--dry-run', 'show what would be done, and do nothing'),
  },
  examples: ['acgs alerts silence system=governance --for 1h --reason "new version is rolled out" --yes'],
  async run(context, { for: forMs = 7_200_000, reason, dryRun }, written) {
    if (written.length === 0) {
      throw new OperatorError('usage', 'Nothing says which alerts are to be silent', {
        hint: 'Name labels: acgs alerts silence system=governance --reason "…".',
      });
    }
    if (reason === undefined || reason.trim() === '') {
      throw new OperatorError('usage', 'A silence needs a reason', { hint: 'Add --reason "…".' });
    }
    const { parseMatcher } = await import('../../core/alerts/index.ts');
    const matchers = written.map(parseMatcher);
    return act(context, dryRun, ({ alerts }) => ({
      kind: alerts.operations.silence,
      parameters: { matchers, forMs, reason },
    }));
  },
});

export const alertsUnsilence = defineCommand({
  name: 'alerts unsilence',
  summary: 'take a silence back',
  arguments: [{ name: 'silence', says: 'its id, as acgs alerts list shows it' }],
  options: { dryRun: flag('--dry-run', 'show what would be done, and do nothing') },
  async run(context, { dryRun }, [silence = '']) {
    return act(context, dryRun, ({ alerts }) => ({
      kind: alerts.operations.unsilence,
      parameters: { id: silence },
    }));
  },
});

export const alertsExplain = defineCommand({
  name: 'alerts explain',
  summary: 'say why an alert fires or waits, with the samples behind it',
  arguments: id,
  options: AT_OPTION,
  examples: ['acgs alerts explain 3fa2'],
  async run(context, { at }, [given = '']) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async (center, { clock }) => {
      const moment = at === undefined ? null : resolveMoment(at, clock.now());
      const found = center.alerts.explain(center.alerts.find(given), moment);
      context.output.answer(found, (it) => [
        ...it.words.map(harmless),
        ...(it.samples.length === 0
          ? []
          : [
              '',
              ...formatTable(
                it.samples,
                [
                  { title: 'SERIES', cell: ({ series }) => harmless(series), shrinks: true },
                  {
                    title: 'VALUE',
                    cell: ({ value }) => (value === null ? '-' : String(value)),
                    align: 'right',
                  },
                  { title: 'AGE', cell: (row) => ageOf(row.at, moment ?? clock.now()), align: 'right' },
                  { title: 'STATE', cell: ({ state }) => state },
                ],
                { columns: context.output.columns },
              ),
            ]),
        '',
        ...it.history.map((row) => `${row.at}  ${row.kind}  ${row.actor}  ${harmless(row.words)}`),
      ]);
      return 0;
    });
  },
});

export const alertsLog = defineCommand({
  name: 'alerts log',
  summary: 'print the alert log of a day (UTC), from the local record',
  arguments: [{ name: 'day', says: '2025-06-27; left out: today', several: true }],
  options: { search: list('--search <words>', 'only lines that hold all of them') },
  examples: ['acgs alerts log', 'acgs alerts log 2025-06-27 --search governance'],
  async run(context, { search }, [day]) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async (center, { clock }) => {
      const today = new Date(clock.now()).toISOString().slice(0, 10);
      const wanted = day ?? today;
      if (!isDay(wanted)) {
        throw new OperatorError('usage', `"${wanted}" is not a day such as 2025-06-27`);
      }
      const log = center.alerts.log({ day: wanted, search: search.join(' ') });
      context.output.answer(log, (it) => [
        ...(it.lines.length === 0 ? [`${it.name}: nothing happened to alerts.`] : []),
        ...(it.leftOut > 0 ? [`(${it.leftOut} earlier lines left out)`] : []),
        ...it.lines.map((line) => harmless(line.text)),
      ]);
      return 0;
    });
  },
});

export const alertsRules = defineCommand({
  name: 'alerts rules',
  summary: 'list the rules that are evaluated, and which of them are blind',
  options: { recorded: flag('--recorded', 'what is recorded, without looking first') },
  async run(context, { recorded }) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async (center) => {
      if (!recorded) await lookForAlerts(center, context.signal);
      const { rules, warnings, problems } = center.alerts.frame();
      context.output.answer({ items: rules, warnings, problems }, () => [
        ...formatTable(
          rules,
          [
            { title: 'RULE', cell: ({ name }) => name },
            { title: 'LEVEL', cell: ({ level }) => level },
            { title: 'STATE', cell: ({ state }) => state },
            { title: 'FIRING', cell: ({ firing }) => String(firing), align: 'right' },
            { title: 'WHY', cell: ({ why }) => harmless(why ?? ''), shrinks: true },
          ],
          { columns: context.output.columns },
        ),
        ...warnings.map(harmless),
        ...problems.map(({ message }) => harmless(message)),
      ]);
      return problems.length > 0 || rules.some(({ state }) => state === 'failing') ? 1 : 0;
    });
  },
});

/** Of the calendar: a 30th of February is read as another day. */
function isDay(given: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(given) ? Date.parse(`${given}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(given);
}

function acknowledgement(verb: 'ack' | 'reopen', summary: string) {
  return defineCommand({
    name: `alerts ${verb}`,
    summary,
    arguments: id,
    options: { ...note, dryRun: flag('--dry-run', 'show what would be done, and do nothing') },
    examples: [`acgs alerts ${verb} 3fa2 --note "the pods are out of memory, I scale them up"`],
    async run(context, { note: said = '', dryRun }, [given = '']) {
      return act(context, dryRun, ({ alerts }) => ({
        kind: verb === 'ack' ? alerts.operations.acknowledge : alerts.operations.reopen,
        parameters: { id: alerts.find(given), note: said },
      }));
    },
  });
}

function act<P>(
  context: CommandContext,
  dryRun: boolean,
  operation: (center: ControlCenter) => { kind: OperationKind<P>; parameters: P },
): Promise<ExitCode> {
  const none = { requestApproval: undefined, breakGlass: undefined, context: undefined };
  return runOperation(context, { ...none, dryRun, operation });
}

/** Rules that nobody measures for find nothing, and that is no good news. */
function knowsNothing({ evaluator, rules }: AlertsFrame): boolean {
  return evaluator !== 'past' && rules.every(({ state }) => state !== 'good');
}

/** The document of `acgs alerts list --json`. */
function documentOf(frame: AlertsFrame) {
  const { at, evaluator, evaluatedAt, stale, items, silences, sources, receivers } = frame;
  return { at, evaluator, evaluatedAt, stale, items, silences, sources, receivers };
}

const TONES: Record<AlertView['level'], Tone> = {
  info: 'muted',
  warning: 'warning',
  critical: 'critical',
  emergency: 'critical',
};

function listLines({ output }: CommandContext, frame: AlertsFrame, now: number): string[] {
  const { items, silences, sources, stale, evaluatedAt, problems, receivers } = frame;
  return [
    ...(stale && frame.evaluator !== 'past'
      ? [
          evaluatedAt === null
            ? 'No rule was ever evaluated: nothing is known of now.'
            : `The rules were last evaluated ${ageOf(evaluatedAt, now)} ago: nothing is known of now.`,
        ]
      : []),
    ...(knowsNothing(frame)
      ? ['No rule has data to go by: nothing is known of now. acgs alerts rules says what is missing.']
      : []),
    ...(items.length === 0
      ? ['No alert fires or waits.']
      : formatTable(
          items,
          [
            { title: 'ID', cell: (it) => it.id },
            { title: 'LEVEL', cell: (it) => it.level.toUpperCase() },
            { title: 'STATE', cell: stateOf },
            { title: 'ANSWER IN', cell: (it) => timeLeft(it, now), align: 'right' },
            { title: 'ALERT', cell: (it) => it.name },
            { title: 'SYSTEM', cell: (it) => it.system ?? '-' },
            { title: 'WHY', cell: (it) => harmless(`${it.summary}; ${it.why}`), shrinks: true },
          ],
          {
            columns: output.columns,
            tint: (it, title, cell) =>
              title === 'LEVEL' && it.state === 'firing' ? output.paint(TONES[it.level], cell) : cell,
          },
        )),
    ...silences.map(
      ({ id, matchers, until, createdBy, reason }) =>
        `Silence ${id}: ${harmless(matchers.join(', '))} until ${until}, by ${createdBy}: ${harmless(reason)}`,
    ),
    ...problems.map(({ message }) => harmless(message)),
    ...receivers.flatMap(({ name, problem, nextTryAt }) =>
      problem === null
        ? []
        : [
            `Told by ${name}: ${harmless(problem)}${nextTryAt === null ? '' : `; tried again at ${nextTryAt}`}`,
          ],
    ),
    ...sources.flatMap(({ name, alerts, problem }) => [
      problem === null ? `${name}: ${alerts.length} alerts` : `${name}: ${problem.message}`,
      ...alerts.map(
        (it) => `  ${it.level.toUpperCase()} ${it.state} ${harmless(it.name)} since ${it.activeAt}`,
      ),
    ]),
  ];
}

function stateOf({ state, acknowledgedBy, silencedUntil, inhibitedBy }: AlertView): string {
  if (state !== 'firing') return state;
  if (silencedUntil !== null) return 'silenced';
  if (acknowledgedBy !== null) return 'acknowledged';
  return inhibitedBy === null ? 'firing' : 'inhibited';
}

function timeLeft(it: AlertView, now: number): string {
  if (it.respondBy === null || it.state !== 'firing' || it.acknowledgedBy !== null) return '-';
  const seconds = Math.round((Date.parse(it.respondBy) - now) / 1000);
  const clock = `${Math.floor(Math.abs(seconds) / 60)}:${String(Math.abs(seconds) % 60).padStart(2, '0')}`;
  return seconds < 0 ? `late ${clock}` : clock;
}
