import { extname } from 'node:path';
import { OperatorError } from '../../core/kernel/errors.ts';
import { choice, text } from '../options.ts';

const REPORT_FORMATS = ['html', 'md', 'json', 'pdf'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** How a report is asked for. */
export const REPORT_OPTIONS = {
  format: choice(
    '--format <form>',
    "html, md, json or pdf; left out: the file's ending, or md",
    REPORT_FORMATS,
  ),
  output: text('--output <file>', 'a new file; left out: standard output'),
};

/** @throws OperatorError `usage` for a PDF that would go to the terminal */
export function reportFormat(wanted: ReportFormat | undefined, file: string | undefined): ReportFormat {
  const ending = file === undefined ? '' : extname(file).slice(1).toLowerCase();
  const format = wanted ?? REPORT_FORMATS.find((it) => it === ending) ?? 'md';
  if (format === 'pdf' && file === undefined) {
    throw new OperatorError('usage', 'A PDF goes into a file: name it with --output FILE');
  }
  return format;
}
