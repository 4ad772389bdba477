import type { Assessment } from '../assessment.ts';
import type { Violation } from '../violations/index.ts';
import { csvOf } from './csv.ts';
import { documentOf } from './document.ts';
import { type ExportContext, oscalOf } from './oscal.ts';

export { documentOf } from './document.ts';

export const EXPORT_FORMATS = ['json', 'csv', 'oscal'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A validation with all of its evidence, as the text of a file: docs/compliance.md. */
export function exportOf(
  format: ExportFormat,
  found: Assessment,
  context: ExportContext,
  violations: readonly Violation[],
): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(documentOf(found, violations), null, 2)}\n`;
    case 'csv':
      return csvOf(found);
    case 'oscal':
      return `${JSON.stringify(oscalOf(found, context), null, 2)}\n`;
  }
}

/** How the name of such a file ends. */
export const EXPORT_ENDINGS: Record<ExportFormat, string> = {
  json: 'json',
  csv: 'csv',
  oscal: 'oscal.json',
};
