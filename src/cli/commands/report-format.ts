import { extname } from 'node:path';
import { OperatorError } from '../../core/kernel/errors.ts';

export const REPORT_FORMATS = ['html', 'md', 'json', 'pdf'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** @throws OperatorError `usage` for a PDF that would go to the terminal */
export function reportFormat(wanted: ReportFormat | undefined, file: string | undefined): ReportFormat {
  const ending = file === undefined ? '' : extname(file).slice(1).toLowerCase();
  const format = wanted ?? REPORT_FORMATS.find((it) => it === ending) ?? 'md';
  if (format === 'pdf' && file === undefined) {
    throw new OperatorError('usage', 'A PDF goes into a file: name it with --output FILE');
  }
  return format;
}
