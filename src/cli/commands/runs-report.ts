import type { ControlCenter } from '../../core/control-center/capabilities.ts';
import type { RunReport } from '../../core/runbooks/report/report.ts';
import type { Entry } from '../../core/store/journal/entry.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { harmless } from '../harmless.ts';
import { choice, text } from '../options.ts';
import { REPORT_FORMATS, type ReportFormat, reportFormat } from './report-format.ts';

const PAGE = 500;

export const runsReport = defineCommand({
  name: 'runs report',
  summary: 'write what a run did, with its evidence, for whoever was not there',
  arguments: [{ name: 'id', says: 'as acgs runs list shows it; its beginning is enough' }],
  options: {
    format: choice(
      '--format <form>',
      "html, md, json or pdf; left out: the file's ending, or md",
      REPORT_FORMATS,
    ),
    output: text('--output <file>', 'a new file; left out: standard output'),
  },
  examples: ['acgs runs report 6f3c1a20 --output report.html', 'acgs runs report 6f3c1a20 --format json'],
  async run(context, { format: wanted, output: file }, [id = '']) {
    const format = reportFormat(wanted, file);
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async (center) => {
      const report = await reportOn(center, id, context.signal);
      if (file === undefined) {
        const written = await writtenAs(report, format);
        context.output.answer(report, () => written.trimEnd().split('\n').map(harmless));
        return 0;
      }
      const { writeNewFile } = await import('../files.ts');
      await writeNewFile(context, file, await contentOf(report, format, context));
      context.output.answer({ runId: report.runId, format, file }, (it) => [
        `Wrote the report of ${it.runId.slice(0, 8)} to ${harmless(it.file)}`,
      ]);
      return 0;
    });
  },
});

async function reportOn(center: ControlCenter, id: string, signal: AbortSignal): Promise<RunReport> {
  const { processes, journal, redactor, clock } = center;
  const { reportOf } = await import('../../core/runbooks/report/report.ts');
  const view = processes.get(id);
  const subject = `${view.kind} ${view.id}`;
  const entries: Entry[] = [];
  for (let before: number | undefined; ; ) {
    const { items } = await journal.list({ subject }, { limit: PAGE, before, signal });
    entries.push(...items);
    before = items.at(-1)?.index;
    if (items.length < PAGE || before === undefined) break;
  }
  // The journal gives the newest first.
  return redactor.data(reportOf(view, entries.reverse(), journal.status(), clock.now()));
}

async function contentOf(
  report: RunReport,
  format: ReportFormat,
  { env, signal }: CommandContext,
): Promise<string | Uint8Array> {
  const written = await writtenAs(report, format);
  if (format !== 'pdf') return written;
  const { printPdf } = await import('../print-pdf.ts');
  return printPdf(written, { env, signal });
}

/** As text; what becomes a PDF is HTML first. */
async function writtenAs(report: RunReport, format: ReportFormat): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'md':
      return (await import('../../core/runbooks/report/markdown.ts')).reportMarkdown(report);
    default:
      return (await import('../../core/runbooks/report/html.ts')).reportHtml(report);
  }
}
