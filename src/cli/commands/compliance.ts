import { documentOf } from '../../core/compliance/export/index.ts';
import { guideLines } from '../../core/compliance/guide-lines.ts';
import { MODES, type Verdict } from '../../core/compliance/index.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
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
      output.answer(documentOf(found, compliance.violations.list()), (document) =>
        guideLines(document).map(printable),
      );
      return EXIT[found.verdict];
    });
  },
});
