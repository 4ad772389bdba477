import { defineCommand, type ExitCode } from '../command.ts';
import { REPORT_OPTIONS, reportFormat } from './report-format.ts';
import { writeReport } from './write-report.ts';

export const runsReport = defineCommand({
  name: 'runs report',
  summary: 'write what a run did, with its evidence, for whoever was not there',
  arguments: [{ name: 'id', says: 'as acgs runs list shows it; its beginning is enough' }],
  options: REPORT_OPTIONS,
  examples: ['acgs runs report 6f3c1a20 --output report.html', 'acgs runs report 6f3c1a20 --format json'],
  async run(context, { format: wanted, output: file }, [id = '']) {
    const format = reportFormat(wanted, file);
    const [{ withCenter }, { entriesAbout }, { reportOf }, { reportMarkdown }, { reportHtml }] =
      await Promise.all([
        import('../workplace.ts'),
        import('../../core/store/journal/entries-about.ts'),
        import('../../core/runbooks/report/report.ts'),
        import('../../core/runbooks/report/markdown.ts'),
        import('../../core/runbooks/report/html.ts'),
      ]);
    return withCenter<ExitCode>(context, async ({ processes, journal, redactor, clock }) => {
      const view = processes.get(id);
      const entries = await entriesAbout(journal, `${view.kind} ${view.id}`, context.signal);
      const report = redactor.data(reportOf(view, entries, journal.status(), clock.now()));
      const written = { report, id: report.runId, markdown: reportMarkdown, html: reportHtml };
      return writeReport(context, written, { format, file });
    });
  },
});
