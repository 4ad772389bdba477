import type { CommandContext } from '../command.ts';
import { harmless } from '../harmless.ts';
import type { ReportFormat } from './report-format.ts';

/** A report in the forms in which it can be handed out. What becomes a PDF is HTML first. */
interface Written<Report> {
  report: Report;
  id: string;
  markdown: (report: Report) => string;
  html: (report: Report) => string;
}

/** Hands a report out as it was asked for: into a new file, else on standard output. */
export async function writeReport<Report>(
  context: CommandContext,
  { report, id, markdown, html }: Written<Report>,
  { format, file }: { format: ReportFormat; file: string | undefined },
): Promise<0> {
  const text = () =>
    format === 'json'
      ? `${JSON.stringify(report, null, 2)}\n`
      : format === 'md'
        ? markdown(report)
        : html(report);
  if (file === undefined) {
    context.output.answer(report, () => text().trimEnd().split('\n').map(harmless));
    return 0;
  }
  const [{ writeNewFile }, { printPdf }] = await Promise.all([
    import('../files.ts'),
    import('../print-pdf.ts'),
  ]);
  await writeNewFile(context, file, format === 'pdf' ? await printPdf(text(), context) : text());
  context.output.answer({ id, format, file }, (it) => [
    `Wrote the report of ${it.id.slice(0, 8)} to ${harmless(it.file)}`,
  ]);
  return 0;
}
