import { access, constants, mkdir } from 'node:fs/promises';
import { type CommandContext, defineCommand } from '../command.ts';
import { thisPlatform } from '../locations.ts';
import type { Tone } from '../output.ts';
import { printable } from '../table.ts';

/** One thing that was looked at: what was found, and how to mend it when it is not right. */
export interface Check {
  id: string;
  name: string;
  state: 'ok' | 'problem' | 'not-configured';
  what: string;
  mend: string | null;
}

const MARKS = { ok: '✅', problem: '❌', 'not-configured': '➖' } as const;
const TONES: Record<Check['state'], Tone> = { ok: 'good', problem: 'critical', 'not-configured': 'muted' };

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'say what is reachable, and how to mend what is not',
  examples: ['acgs doctor', 'acgs doctor --profile production.yaml --json'],
  async run(context) {
    const checks = [
      nodeCheck(process.versions.node),
      await dataCheck(context),
      ...(await profileChecks(context)),
    ];
    const problems = checks.filter((check) => check.state === 'problem').length;
    const document = {
      checkedAt: new Date(context.clock.now()).toISOString(),
      verdict: problems === 0 ? 'pass' : 'fail',
      checks,
    };
    context.output.answer(document, (it) => [
      ...it.checks.flatMap((check) => linesOf(check, context)),
      '',
      problems === 0 ? 'Nothing needs mending.' : `${problems} of ${it.checks.length} need mending.`,
    ]);
    return problems === 0 ? 0 : 1;
  },
});

function linesOf(check: Check, { output }: CommandContext): string[] {
  const what = `${MARKS[check.state]} ${output.paint(TONES[check.state], check.name)}: ${printable(check.what)}`;
  return check.mend === null ? [what] : [what, `   → ${printable(check.mend)}`];
}

function nodeCheck(version: string): Check {
  return { id: 'node', name: 'Node.js', state: 'ok', what: `version ${version}`, mend: null };
}

async function dataCheck(context: CommandContext): Promise<Check> {
  const { dataFolder } = await import('../workplace.ts');
  const base = { id: 'data', name: 'Local store' };
  if (context.globals.sandbox && context.globals.data === undefined) {
    return { ...base, state: 'ok', what: 'in memory, for the sandbox', mend: null };
  }
  const folder = dataFolder(context);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return { ...base, state: 'ok', what: `${folder} can be written`, mend: null };
  } catch {
    return {
      ...base,
      state: 'problem',
      what: `${folder} cannot be written`,
      mend: 'Give this user the folder, or name another one with --data DIR or ACGS_DATA.',
    };
  }
}

/** The profile, and, where it can be read, everything it names. */
async function profileChecks(context: CommandContext): Promise<Check[]> {
  const [{ withCenter }, { chooseProfile, noProfile }, { problemOf }] = await Promise.all([
    import('../workplace.ts'),
    import('../profile-choice.ts'),
    import('../../core/kernel/errors.ts'),
  ]);
  const choice = chooseProfile(context.globals, context.folder, thisPlatform(context.env));
  const base = { id: 'profile', name: 'Profile' };
  try {
    if (choice.kind === 'none') throw noProfile(choice.expectedAt);
    return await withCenter(context, async (center) => [
      {
        ...base,
        state: 'ok',
        what: `${center.profile.name} (${center.profile.environment})${choice.kind === 'file' ? ` from ${choice.path}` : ''}`,
        mend: null,
      },
      ...(await center.diagnose(context.signal)),
    ]);
  } catch (error) {
    context.signal.throwIfAborted();
    const { message, hint } = problemOf(error);
    return [{ ...base, state: 'problem', what: message, mend: hint }];
  }
}
