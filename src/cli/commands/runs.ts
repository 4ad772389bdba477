import type { ControlCenter } from '../../core/control-center/capabilities.ts';
import { instantOf, toIso } from '../../core/kernel/clock.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import type { ProcessSummary } from '../../core/operate/processes/index.ts';
import { atWork } from '../at-work.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { ageOf } from '../figures.ts';
import { documentOf, followRun, leftWords } from '../follow-run.ts';
import { flag, text } from '../options.ts';
import { type Column, formatTable } from '../table.ts';

const run = [{ name: 'id', says: 'as acgs runs list shows it; its beginning is enough' }];

export const runsList = defineCommand({
  name: 'runs list',
  summary: 'list runs: those that go on or wait, and the latest that have ended',
  async run(context) {
    return atWork<ExitCode>(context, async ({ processes }) => {
      const items = processes.list().map(itemOf);
      context.output.answer({ items }, (it) =>
        formatTable(it.items, columnsAt(context.clock.now()), { columns: context.output.columns }),
      );
      return 0;
    });
  },
});

export const runsShow = defineCommand({
  name: 'runs show',
  summary: 'show one run: its steps, what they gave, and what is asked',
  arguments: run,
  async run(context, _options, [id = '']) {
    return atWork<ExitCode>(context, async ({ processes, runbooks }) => {
      const view = processes.get(id);
      const left = runbooks.remaining(view);
      context.output.answer(documentOf(view, left?.leftMs ?? null), (it) => [
        `${it.runbook} ${it.runId}: ${it.status}${it.why === null ? '' : `: ${it.why}`}`,
        ...(it.status === 'running' ? [`  ${left === null ? 'time left not known' : leftWords(left)}`] : []),
        ...it.steps.map(
          (step) => `  ${step.status}  ${step.id}  ${step.title}${step.words ? `: ${step.words}` : ''}`,
        ),
        ...it.steps.flatMap(({ id: step, question }) =>
          question
            ? [`  ${step} asks: ${question.text} (${question.choices.map((one) => one.id).join(', ')})`]
            : [],
        ),
      ]);
      return 0;
    });
  },
});

export const runsResume = defineCommand({
  name: 'runs resume',
  summary: 'go on with a run that was interrupted, paused or waits, and follow it',
  arguments: run,
  options: {
    markDone: text('--mark-done <step>', 'of a step of which nobody knows: it was done'),
    retry: text('--retry <step>', 'do a step again that failed, or of which nobody knows'),
    compensate: flag('--compensate', 'take back what was done'),
    answer: text('--answer <step=choice>', 'answer what a step asks; acgs runs show lists the choices'),
    note: text('--note <text>', 'what was found or done, for the record'),
  },
  examples: [
    'acgs runs resume 6f3c1a20',
    'acgs runs resume 6f3c1a20 --mark-done restart --note "it runs, started 10:02"',
    'acgs runs resume 6f3c1a20 --answer check=done --note "the light is on"',
  ],
  async run(context, { markDone, retry, compensate, answer, note = '' }, [id = '']) {
    const asked = [markDone, retry, answer].filter((it) => it !== undefined).length + (compensate ? 1 : 0);
    if (asked > 1) {
      throw new OperatorError('usage', 'One of --mark-done, --retry, --compensate and --answer at a time');
    }
    return atWork<ExitCode>(context, async (center) => {
      const { processes } = center;
      const { confirm } = context.globals;
      const whole = processes.get(id).id;
      await refuseInReadOnly(context, center, whole);
      if (
        retry !== undefined &&
        processes.get(whole).steps.find((it) => it.id === retry)?.question === null
      ) {
        processes.retry(whole, retry);
      } else {
        processes.resume(whole);
        if (markDone !== undefined) processes.answer(whole, markDone, { choice: 'mark-done', note });
        if (retry !== undefined) processes.answer(whole, retry, { choice: 'retry', note });
        if (compensate) compensateRun(center, whole, note);
        if (answer !== undefined) {
          const [, step = '', choice = ''] = /^(.+)=([\w-]+)$/.exec(answer) ?? [];
          if (choice === '') throw new OperatorError('usage', `--answer takes step=choice, not "${answer}"`);
          processes.answer(whole, step, { choice, note }, confirm);
        }
      }
      return followRun(context, center, whole, { printsLines: false });
    });
  },
});

export const runsAbort = defineCommand({
  name: 'runs abort',
  summary: 'stop a run; nothing further of it is begun',
  arguments: run,
  options: {
    compensate: flag('--compensate', 'take back what was done'),
    note: text('--note <text>', 'why, for the record'),
  },
  async run(context, { compensate, note = 'stopped by hand' }, [id = '']) {
    return atWork<ExitCode>(context, async (center) => {
      const whole = center.processes.get(id).id;
      if (compensate) await refuseInReadOnly(context, center, whole);
      center.processes.abort(whole, note, compensate);
      return followRun(context, center, whole, { printsLines: false });
    });
  },
});

/** By the question where one is open, else by stopping it. */
function compensateRun({ processes }: ControlCenter, id: string, note: string): void {
  const unknown = processes.get(id).steps.find(({ question }) => question?.kind === 'unknown');
  if (unknown) processes.answer(id, unknown.id, { choice: 'compensate', note });
  else processes.abort(id, note === '' ? 'taken back by hand' : note, true);
}

async function refuseInReadOnly(
  { globals }: CommandContext,
  center: ControlCenter,
  id: string,
): Promise<void> {
  const { refuseToGoOn } = await import('../../core/operate/processes/going-on.ts');
  refuseToGoOn(center, id, globals.readOnly);
}

function itemOf({ id, name, title, status, why, startedAt, startedBy, endedAt }: ProcessSummary) {
  return {
    runId: id,
    runbook: name,
    title,
    status,
    why,
    startedAt: toIso(startedAt),
    startedBy,
    endedAt: instantOf(endedAt),
  };
}

function columnsAt(now: number): Column<ReturnType<typeof itemOf>>[] {
  return [
    { title: 'RUN', cell: ({ runId }) => runId.slice(0, 8) },
    { title: 'STATUS', cell: ({ status }) => status },
    { title: 'RUNBOOK', cell: ({ runbook }) => runbook },
    { title: 'STARTED', cell: ({ startedAt }) => ageOf(startedAt, now) },
    { title: 'BY', cell: ({ startedBy }) => startedBy },
    { title: 'WHY', cell: ({ why }) => why ?? '', shrinks: true },
  ];
}
