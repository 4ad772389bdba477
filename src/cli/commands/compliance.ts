import { documentOf } from '../../core/compliance/export/index.ts';
import { guideLines } from '../../core/compliance/guide-lines.ts';
import { MODES, type Verdict } from '../../core/compliance/index.ts';
import { REPORT_FORMATS, type ReportFormat, renderReport } from '../../core/compliance/report/render.ts';
import { reportOf } from '../../core/compliance/report/report.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { writeNewFile } from '../files.ts';
import { AT_OPTION, resolveMoment } from '../moment.ts';
import { choice, text } from '../options.ts';
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
    report: text('--report <file>', 'also write a report to a new file: .html, .md or .json'),
    ...AT_OPTION,
  },
  examples: [
    'acgs compliance',
    'acgs compliance --mode quick',
    'acgs compliance --mode daily --report compliance.html',
    'acgs compliance --at 2d',
    'acgs compliance --json | jq ".parts[] | {id, numerator, denominator}"',
  ],
  async run(context, { mode, at, report }) {
    const format = report === undefined ? null : formatOf(report);
    if (mode !== undefined && at !== undefined) {
      throw new OperatorError('usage', '--mode says how to look now, --at shows what was found then', {
        hint: 'Leave one of them out.',
      });
    }
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ compliance, profile }, { clock }) => {
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
      if (report !== undefined && format !== null) {
        const { name, environment } = profile;
        const before = compliance.before(Date.parse(found.checkedAt));
        const about = { profile: name, environment, before, violations: compliance.violations.list() };
        await writeNewFile(context, report, renderReport(format, reportOf(found, about)));
        output.tell(`acgs: report written: ${report}`);
      }
      output.answer(documentOf(found, compliance.violations.list()), (document) =>
        guideLines(document).map(printable),
      );
      return EXIT[found.verdict];
    });
  },
});

function formatOf(file: string): ReportFormat {
  const format = REPORT_FORMATS.find((ending) => file.toLowerCase().endsWith(`.${ending}`));
  if (format !== undefined) return format;
  throw new OperatorError(
    'usage',
    `--report takes a file that ends with .html, .md or .json, not "${file}"`,
    {
      hint: 'For example: --report compliance.html',
    },
  );
}
