import type { ControlCenter } from '../../core/control-center/capabilities.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import type { Outcome } from '../../core/operate/door.ts';
import type { OperationKind, Preview } from '../../core/operate/operation.ts';
import type { CommandContext, ExitCode } from '../command.ts';
import { harmless } from '../harmless.ts';
import { flag, text } from '../options.ts';

/** What every command takes that changes the cluster. */
export const OPERATION_OPTIONS = {
  namespace: text('-n, --namespace <name>', 'left out: the profile’s'),
  context: text('--context <name>', 'only the profile’s own can be changed'),
  dryRun: flag('--dry-run', 'show and check what would be done, and do nothing'),
  requestApproval: text('--request-approval <reason>', 'ask a second person to approve exactly this'),
  breakGlass: text('--break-glass <reason>', 'do it without the approval it needs; opens a review'),
};

interface Wanted<Parameters> {
  kind: OperationKind<Parameters>;
  parameters: Parameters;
}

/**
 * Takes an operation through the door: shows what would be done, asks, does it and follows it to its
 * end. A stop is not raced: the journal has to learn what became of what was begun.
 */
export async function runOperation<Parameters>(
  context: CommandContext,
  wanted: {
    dryRun: boolean;
    requestApproval: string | undefined;
    breakGlass: string | undefined;
    /** The context that was named. */
    context: string | undefined;
    operation: (center: ControlCenter) => Wanted<Parameters> | Promise<Wanted<Parameters>>;
  },
): Promise<ExitCode> {
  const { output, globals, signal } = context;
  const [{ openWorkplace }, { terminalQuestion }, { logIn }] = await Promise.all([
    import('../workplace.ts'),
    import('../ask.ts'),
    import('../log-in.ts'),
  ]);
  const workplace = await openWorkplace(context);
  try {
    const { center } = workplace;
    await refuseOtherContext(center, wanted.context);
    tellInterrupted(context, center);
    await logIn(context, center, { required: wanted.requestApproval !== undefined });
    const { kind, parameters } = await wanted.operation(center);
    if (wanted.dryRun) {
      const preview = await center.door.preview(kind, parameters, { readOnly: false, signal });
      output.answer(preview, previewLines);
      return 0;
    }
    if (wanted.requestApproval !== undefined) {
      const { id } = await center.door.requestApproval(kind, parameters, {
        readOnly: globals.readOnly,
        signal,
        reason: wanted.requestApproval,
      });
      output.answer(center.approvals.find(id), (it) => [
        ...previewLines(it.preview),
        `Asked for an approval: ${it.id}, good until ${it.expiresAt}.`,
      ]);
      return 0;
    }
    const outcome = await center.door.perform(kind, parameters, {
      readOnly: globals.readOnly,
      confirm: globals.confirm,
      yes: globals.yes,
      breakGlass: wanted.breakGlass ?? null,
      ask: terminalQuestion(signal),
      signal,
      onPreview: (preview) => previewLines(preview).forEach(output.tell),
      onProgress: output.tell,
    });
    output.answer(outcome, outcomeLines);
    return exitCodeFor(outcome, signal.aborted);
  } finally {
    await workplace.close();
  }
}

/**
 * Locks, approvals and the journal are about the profile's own system: through another context nothing
 * is changed.
 */
async function refuseOtherContext({ cluster }: ControlCenter, context: string | undefined): Promise<void> {
  if (context === undefined) return;
  const contexts = await cluster.contexts();
  if (contexts.some(({ name, own }) => own && name === context)) return;
  throw new OperatorError(
    'refused',
    `The context ${context} is not the profile’s: it can be looked at, not changed`,
    {
      hint: 'Write a profile for it and use that with --profile.',
    },
  );
}

/** What an earlier run left half done is said before anything new is. */
export function tellInterrupted({ output }: CommandContext, center: ControlCenter): void {
  for (const { summary, actor, startedAt, sent } of center.interrupted) {
    const became = sent ? 'and not known whether it was done' : 'before it was sent, so it was not done';
    output.tell(
      `acgs: cut short, ${became}: ${summary} (${actor}, ${startedAt}). It is not repeated by itself.`,
    );
  }
}

function exitCodeFor({ verification }: Outcome, stopped: boolean): ExitCode {
  if (verification.ok === null) return stopped ? 5 : 3;
  return verification.ok ? 0 : 1;
}

export function previewLines(preview: Omit<Preview, 'permissions'>): string[] {
  const { summary, calls, diff, notes, dryRun } = preview;
  if (calls.length === 0) return [`${summary}: nothing to do.`];
  return [
    `${summary}.`,
    ...calls.flatMap(({ method, path, body }) => [
      `  ${method} ${path}`,
      ...(diff === null && body !== undefined ? [`  ${JSON.stringify(body)}`] : []),
    ]),
    ...(diff === null ? [] : diff.split('\n').map(harmless)),
    ...notes.map((note) => `Note: ${harmless(note)}`),
    ...(dryRun === 'server' ? ['The API server has checked it and would accept it.'] : []),
  ];
}

function outcomeLines({ verification }: Outcome): string[] {
  const mark = verification.ok === null ? '❔' : verification.ok ? '✅' : '❌';
  return [`${mark} ${harmless(verification.words)}`];
}
