import { open, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { MOST_POLICY_BYTES, POLICY_MODES, type PolicyJudgement } from '../../core/compliance/policy/index.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { harmless } from '../harmless.ts';
import { choice } from '../options.ts';
import { formatTable } from '../table.ts';
import { whyUnreadable } from './rules-check.ts';

const EXIT: Record<PolicyJudgement['verdict'], ExitCode> = { compliant: 0, violated: 1, inconclusive: 3 };
const MARKS: Record<PolicyJudgement['verdict'], string> = {
  compliant: '✅ Compliant',
  violated: '❌ Not compliant',
  inconclusive: '❔ Cannot be told',
};

export const compliancePolicy = defineCommand({
  name: 'compliance policy',
  summary: 'have Constitutional AI hold a policy against the constitution; nothing is changed by that',
  arguments: [{ name: 'file', says: 'JSON or YAML by its name, else its text; at most 1 MiB' }],
  options: {
    mode: choice(
      '--mode <mode>',
      'how much it is held against: basic, comprehensive or detailed; left out: basic',
      POLICY_MODES,
    ),
  },
  examples: [
    'acgs compliance policy privacy-policy.yaml',
    'acgs compliance policy privacy-policy.json --mode detailed --json',
  ],
  async run(context, { mode = 'basic' }, [file = '']) {
    const bytes = await policyBytes(resolve(context.folder, file), file);
    const { withCenter } = await import('../workplace.ts');
    const found = await withCenter(context, ({ compliance }) =>
      compliance.policies.validate({ bytes, name: basename(file) }, { mode, signal: context.signal }),
    );
    context.output.answer(found, (it) => linesOf(it, context.output.columns));
    return EXIT[found.verdict];
  },
});

/** One byte more than may be sent tells that there is too much. What is no file, such as a pipe, is not waited for. */
async function policyBytes(path: string, file: string): Promise<Uint8Array> {
  try {
    const state = await stat(path);
    if (!state.isFile()) {
      throw new OperatorError('usage', `${file} ${state.isDirectory() ? 'is a folder' : 'is no file'}`);
    }
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_POLICY_BYTES + 1));
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError('usage', `${file}: ${whyUnreadable(error)}`);
  }
}

function linesOf(found: PolicyJudgement, columns: number | undefined): string[] {
  const { verdict, overallCompliant, score, target, results, summary, problem, source, mode } = found;
  const figure = `${score === null ? 'no score' : `score ${score}`}, target ${target}`;
  return [
    `${MARKS[verdict]}: ${source} says ${overallCompliant ? 'compliant' : 'not compliant'}, ${figure} (${mode})`,
    ...(problem === null ? [] : [harmless(`It ${problem}.`)]),
    ...(summary === null ? [] : [harmless(`Summary: ${summary}`)]),
    ...(results.length === 0
      ? []
      : [
          '',
          ...formatTable(
            results,
            [
              { title: 'PRINCIPLE', cell: (it) => harmless(it.principle ?? '-') },
              {
                title: 'COMPLIANT',
                cell: ({ compliant }) => (compliant === null ? 'unknown' : compliant ? 'yes' : 'no'),
              },
              { title: 'SCORE', cell: (it) => (it.score === null ? '-' : String(it.score)), align: 'right' },
              { title: 'SAYS', cell: (it) => harmless(it.says ?? ''), shrinks: true },
            ],
            { columns },
          ),
        ]),
  ];
}
