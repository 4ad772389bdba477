import { OperatorError } from '../../core/kernel/errors.ts';
import type { JsonObject } from '../../core/operate/processes/definition.ts';
import type { StepForesight } from '../../core/operate/processes/dry-run.ts';
import type { CatalogueEntry } from '../../core/runbooks/index.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { followRun } from '../follow-run.ts';
import { harmless } from '../harmless.ts';
import { flag, list } from '../options.ts';
import { tellInterrupted } from './cluster-operation.ts';

const RUN_OPTIONS = {
  dryRun: flag('--dry-run', 'say what each step would do, and change nothing'),
};

export const runbooksRun = defineCommand({
  name: 'runbooks run',
  summary: 'run a runbook, to its end or until somebody has to decide',
  arguments: [{ name: 'id', says: 'the runbook, by its id or the name of its script' }],
  options: { ...RUN_OPTIONS, param: list('--param <name=value>', 'a parameter; may be given several times') },
  examples: [
    'acgs runbooks run service-down --param service=governance --dry-run',
    'acgs runbooks run daily_mlops_health_check --sandbox --yes --json',
  ],
  async run(context, { dryRun, param }, [id = '']) {
    return runRunbook(context, { id, given: () => given(param), dryRun, printsLines: false });
  },
});

export const script = defineCommand({
  name: 'script',
  summary: "run what replaces a script of the guides, with the guide's own arguments",
  arguments: [
    { name: 'script', says: 'as the guide writes it: ./scripts/daily_mlops_health_check.sh' },
    { name: 'argument', says: "the script's own arguments", several: true },
  ],
  options: RUN_OPTIONS,
  passesOptions: true,
  examples: [
    'acgs script ./scripts/daily_mlops_health_check.sh',
    'acgs script ./scripts/verify_service_health.sh governance',
  ],
  async run(context, { dryRun }, words) {
    return runRunbook(context, {
      id: null,
      given: (center) => center.runbooks.script(words).parameters,
      words,
      dryRun,
      printsLines: true,
    });
  },
});

type Center = Parameters<typeof followRun>[1];

async function runRunbook(
  context: CommandContext,
  wanted: {
    /** Null: what the words of a script mean. */
    id: string | null;
    given: (center: Center) => JsonObject;
    words?: readonly string[];
    dryRun: boolean;
    /** The guide's lines instead of the steps. */
    printsLines: boolean;
  },
): Promise<ExitCode> {
  const { output, globals, signal } = context;
  const [{ openWorkplace }, { logIn }] = await Promise.all([
    import('../workplace.ts'),
    import('../log-in.ts'),
  ]);
  const workplace = await openWorkplace(context);
  try {
    const { center } = workplace;
    const id = wanted.id ?? center.runbooks.script(wanted.words ?? []).runbook;
    const parameters = wanted.given(center);
    tellInterrupted(context, center);
    await logIn(context, center, { required: false });
    if (wanted.dryRun) {
      const found = await center.runbooks.foresee(id, parameters, { readOnly: globals.readOnly, signal });
      output.answer({ runbook: found.entry.id, steps: found.steps }, ({ steps }) =>
        steps.flatMap(foresightLines),
      );
      return found.steps.some(({ how }) => how === 'fails') ? 1 : 0;
    }
    const entry = center.runbooks.find(id);
    const { runId } = await center.runbooks.start(id, parameters, {
      readOnly: globals.readOnly,
      ...agreementOf(context, entry, center),
    });
    return await followRun(context, center, runId, { printsLines: wanted.printsLines });
  } finally {
    await workplace.close();
  }
}

/** `--yes` answers in practice, `--confirm NAME` in production; else each change is asked about. */
function agreementOf({ globals }: CommandContext, { risk }: CatalogueEntry, { profile }: Center) {
  const isGiven =
    profile.environment === 'production' ? globals.confirm !== undefined : globals.yes || risk === 'read';
  if (!isGiven) return { agreement: 'each' as const };
  return { agreement: 'given' as const, yes: globals.yes, confirm: globals.confirm };
}

/** `--param name=value`. */
function given(written: readonly string[]): JsonObject {
  return Object.fromEntries(
    written.map((text) => {
      const [, name, value] = /^([\w-]+)=(.*)$/s.exec(text) ?? [];
      if (name !== undefined && value !== undefined) return [name, value];
      throw new OperatorError('usage', `--param takes name=value, not "${text}"`);
    }),
  );
}

const HOW: Readonly<Record<StepForesight['how'], string>> = {
  simulated: 'simulated',
  probed: 'probed',
  'not-predictable': 'not predictable',
  skipped: 'skipped',
  fails: 'would fail',
};

function foresightLines({ title, how, words, calls, diff, notes }: StepForesight): string[] {
  return [
    `${harmless(title)}: ${HOW[how]}${words === '' ? '' : `: ${harmless(words)}`}`,
    ...calls.map(({ method, path }) => `  ${method} ${harmless(path)}`),
    ...(diff === null ? [] : diff.split('\n').map((line) => `  ${harmless(line)}`)),
    ...notes.map((note) => `  Note: ${harmless(note)}`),
  ];
}
