import type { ControlCenter } from '../../core/control-center/capabilities.ts';
import type { ApprovalView, BrokenGlass } from '../../core/operate/approvals/index.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { ageOf } from '../figures.ts';
import { harmless } from '../harmless.ts';
import { text } from '../options.ts';
import { formatTable } from '../table.ts';
import { previewLines } from './cluster-operation.ts';

const id = [{ name: 'id', says: 'as acgs approvals list shows it; its beginning is enough' }];
const note = { note: text('--note <text>', 'what you found, for the journal') };
const MOST_BYTES = 16_000_000;

export const approvalsList = defineCommand({
  name: 'approvals list',
  summary: 'list what waits for a second person, and reviews of broken glass',
  async run(context) {
    return withPeople(context, false, ({ approvals }) => {
      const document = { items: approvals.list(), reviews: approvals.glasses.list() };
      context.output.answer(document, (it) => listLines(context, it));
    });
  },
});

export const approvalsShow = defineCommand({
  name: 'approvals show',
  summary: 'show a request with exactly what would be done',
  arguments: id,
  async run(context, _options, [id = '']) {
    return withPeople(context, false, ({ approvals }) => {
      context.output.answer(approvals.find(id), (it) => showLines(it, context.clock.now()));
    });
  },
});

export const approvalsApprove = decision('approve', 'approved', 'agree to exactly what a request shows');
export const approvalsReject = decision('reject', 'rejected', 'refuse a request, for good');

export const approvalsWithdraw = defineCommand({
  name: 'approvals withdraw',
  summary: 'take back what you asked for',
  arguments: id,
  async run(context, _options, [id = '']) {
    return withPeople(context, true, ({ approvals }) => {
      approvals.withdraw(id);
      context.output.answer(approvals.find(id), (it) => [`Withdrawn: ${it.preview.summary}`]);
    });
  },
});

export const approvalsReview = defineCommand({
  name: 'approvals review',
  summary: 'close the review of something that was done without an approval',
  arguments: id,
  options: note,
  examples: ['acgs approvals review 6b1c7d0e --operator mara --note "it was right, the runbook is mended"'],
  async run(context, { note = '' }, [id = '']) {
    return withPeople(context, true, ({ approvals }) => {
      const whole = approvals.glasses.list().find((it) => it.id.startsWith(id))?.id ?? id;
      approvals.glasses.review(whole, note);
      context.output.answer({ id: whole, reviewed: true }, (it) => [`Reviewed: ${it.id}`]);
    });
  },
});

export const approvalsExport = defineCommand({
  name: 'approvals export',
  summary: 'write a request, with its decision, to a file for another control center',
  arguments: id,
  options: { file: text('--file <file>', 'where to; left out: standard output') },
  async run(context, { file }, [id = '']) {
    const { writeNewFile } = await import('../files.ts');
    return withPeople(context, false, async ({ approvals }) => {
      const travelling = approvals.export(id);
      if (file === undefined) {
        context.output.answer(JSON.parse(travelling), () => travelling.trimEnd().split('\n'));
        return;
      }
      await writeNewFile(context, file, travelling);
      context.output.answer({ id, file }, (it) => [`Wrote ${it.id} to ${it.file}`]);
    });
  },
});

export const approvalsImport = defineCommand({
  name: 'approvals import',
  summary: 'take a request or a decision from a file, once its signatures are verified',
  arguments: [{ name: 'file', says: 'made with acgs approvals export' }],
  async run(context, _options, [file = '']) {
    const { readGivenFile } = await import('../files.ts');
    const travelling = await readGivenFile(context, file, MOST_BYTES);
    return withPeople(context, false, ({ approvals }) => {
      context.output.answer(approvals.import(travelling), (it) => [
        `${it.id} is ${it.state}: ${it.preview.summary}`,
      ]);
    });
  },
});

function decision(verb: string, state: 'approved' | 'rejected', summary: string) {
  return defineCommand({
    name: `approvals ${verb}`,
    summary,
    arguments: id,
    options: note,
    examples: [`acgs approvals ${verb} 6b1c7d0e --operator mara --note "looked at it together"`],
    async run(context, { note = '' }, [id = '']) {
      return withPeople(context, true, ({ approvals }) => {
        const { preview } = approvals.find(id);
        context.output.tell(`${harmless(preview.summary)}.`);
        approvals.decide(approvals.find(id).id, state, note);
        context.output.answer(approvals.find(id), (it) => [`${it.id} is ${it.state}`]);
      });
    },
  });
}

async function withPeople(
  context: CommandContext,
  required: boolean,
  work: (center: ControlCenter) => void | Promise<void>,
): Promise<ExitCode> {
  const [{ withCenter }, { logIn }] = await Promise.all([import('../workplace.ts'), import('../log-in.ts')]);
  return withCenter<ExitCode>(context, async (center) => {
    await logIn(context, center, { required });
    await work(center);
    return 0;
  });
}

function listLines(
  { output, clock }: CommandContext,
  { items, reviews }: { items: readonly ApprovalView[]; reviews: readonly BrokenGlass[] },
): string[] {
  const now = clock.now();
  const open = reviews.filter(({ reviewedBy }) => reviewedBy === null);
  return [
    ...(items.length === 0
      ? ['Nothing was asked for.']
      : formatTable(
          items,
          [
            { title: 'ID', cell: (it) => it.id.slice(0, 8) },
            { title: 'STATE', cell: (it) => it.state },
            { title: 'ASKED BY', cell: (it) => it.requestedBy },
            { title: 'DECIDED BY', cell: (it) => it.decidedBy ?? '-' },
            { title: 'TIME LEFT', cell: (it) => timeLeft(it, now) },
            { title: 'WHAT', cell: (it) => harmless(it.preview.summary), shrinks: true },
          ],
          { columns: output.columns },
        )),
    ...(open.length === 0
      ? []
      : [
          '',
          'Done without an approval, and to be reviewed by somebody else:',
          ...formatTable(
            open,
            [
              { title: 'ID', cell: (it) => it.id.slice(0, 8) },
              { title: 'BY', cell: (it) => it.operator },
              { title: 'AGE', cell: (it) => ageOf(it.at, now) },
              { title: 'WHAT', cell: (it) => harmless(it.summary), shrinks: true },
              { title: 'WHY', cell: (it) => harmless(it.reason), shrinks: true },
            ],
            { columns: output.columns },
          ),
        ]),
  ];
}

function showLines(it: ApprovalView, now: number): string[] {
  return [
    ...previewLines(it.preview),
    '',
    `Asked by ${it.requestedBy} in ${it.profile} at ${it.requestedAt}: ${harmless(it.reason)}`,
    it.problem === null ? `It is ${it.state}; time left: ${timeLeft(it, now)}.` : `Not valid: ${it.problem}.`,
    ...(it.decidedBy === null
      ? []
      : [`Decided by ${it.decidedBy} at ${it.decidedAt}${it.note ? `: ${harmless(it.note)}` : ''}`]),
    `Hash of what would be done: ${it.preview.hash}`,
  ];
}

function timeLeft({ state, expiresAt }: ApprovalView, now: number): string {
  if (state !== 'pending' && state !== 'approved') return '-';
  const minutes = Math.max(0, Math.ceil((Date.parse(expiresAt) - now) / 60_000));
  return `${minutes}m`;
}
