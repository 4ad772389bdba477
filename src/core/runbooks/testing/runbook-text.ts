import { readRunbook } from '../format/read.ts';
import type { RunbookFile } from '../format/schema.ts';
import { lintRunbook } from '../lint/index.ts';

/** A runbook's file with these steps, and whatever else is wanted. */
export function runbookText(parts: {
  id?: string;
  steps: string;
  parameters?: string;
  prints?: string;
}): string {
  const { id = 'trial', steps, parameters, prints } = parts;
  return [
    'apiVersion: acgs.dev/runbook/v1',
    `id: ${id}`,
    'title: Trial',
    'summary: For a test.',
    ...(parameters === undefined ? [] : ['parameters:', ...indented(parameters)]),
    'steps:',
    ...indented(steps),
    ...(prints === undefined ? [] : ['prints:', ...indented(prints)]),
    '',
  ].join('\n');
}

/** What lint says of a text: rule, line and sentence. */
export function findingsOf(text: string, others: readonly RunbookFile[] = []) {
  return lintRunbook(Buffer.from(text), (id) => others.find((it) => it.id === id)).findings.map(
    ({ rule, line, message }) => ({ rule, line, message }),
  );
}

/** @throws Error with the first finding when the text is no runbook */
export function runbookOf(text: string): RunbookFile {
  const read = readRunbook(Buffer.from(text));
  if ('runbook' in read) return read.runbook;
  throw new Error(read.findings[0]?.message);
}

function indented(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);
}
