import { type AssessmentDocument, documentOf } from '../../core/compliance/export/index.ts';
import { MODES, type Part, type State, type Verdict } from '../../core/compliance/index.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { percent } from '../../core/kernel/percent.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { AT_OPTION, resolveMoment } from '../moment.ts';
import { choice } from '../options.ts';
import { printable } from '../table.ts';
import { nothingKnown } from './compliance-record.ts';

const EXIT: Record<Verdict, ExitCode> = { compliant: 0, violated: 1, inconclusive: 3 };

export const compliance = defineCommand({
  name: 'compliance',
  summary: 'say whether the system keeps to its constitution, and what that is known from',
  options: {
    mode: choice(
      '--mode <mode>',
      'how much is looked at: quick, production, emergency or daily; left out: production',
      MODES,
    ),
    ...AT_OPTION,
  },
  examples: [
    'acgs compliance',
    'acgs compliance --mode quick',
    'acgs compliance --at 2d',
    'acgs compliance --json | jq ".parts[] | {id, numerator, denominator}"',
  ],
  async run(context, { mode, at }) {
    if (mode !== undefined && at !== undefined) {
      throw new OperatorError('usage', '--mode says how to look now, --at shows what was found then', {
        hint: 'Leave one of them out.',
      });
    }
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ compliance }, { clock }) => {
      const { output, signal } = context;
      const moment = at && resolveMoment(at, clock.now());
      const found =
        moment === undefined
          ? await compliance.validate({
              mode: mode ?? 'production',
              signal,
              tell: (line) => output.tell(line),
            })
          : compliance.latest(moment);
      if (found === null) return nothingKnown(output, moment);
      if (moment !== undefined) output.tell(`acgs: as validated at ${found.checkedAt} (${found.mode})`);
      output.answer(documentOf(found, compliance.violations.list()), linesOf);
      return EXIT[found.verdict];
    });
  },
});

const MARKS: Record<State, string> = { met: '✅', missed: '❌', unknown: '❔' };

/** The lines of the deployment guide, where they are true. */
const GUIDE: Record<Part['id'], (part: Part) => string> = {
  hash: () => 'Hash integrity: 100% components verified',
  compliance: ({ target }) => `Compliance scoring: >${percent(target)} achieved`,
  audit: ({ target }) => `Audit trail coverage: >${percent(target)} operations tracked`,
  dgm: ({ target }) => `DGM safety patterns: >${percent(target)} effectiveness`,
  governance: ({ says }) => `Governance: ${says}`,
};

function linesOf({ parts, expectedHash }: AssessmentDocument): string[] {
  const hash = parts.find(({ id }) => id === 'hash');
  return [
    `${MARKS[hash?.state ?? 'unknown']} Constitutional Hash: ${expectedHash}`,
    ...parts.map((part) =>
      part.state === 'met'
        ? `${MARKS.met} ${GUIDE[part.id](part)}`
        : `${MARKS[part.state]} ${part.title}: ${part.says}`,
    ),
  ].map(printable);
}
