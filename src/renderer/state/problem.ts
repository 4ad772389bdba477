import type { ProblemView } from '../../contract/source.ts';

/** What a failed call says to the operator. The core sends its problem as the error's data. */
export function problemOf(error: unknown): ProblemView {
  const data = isRecord(error) && isRecord(error.data) ? error.data : {};
  const shell = isRecord(error) ? error : {};
  return {
    code: text(data.code) ?? text(shell.code)?.toLowerCase().replaceAll('_', '-') ?? 'internal',
    message: text(data.message) ?? text(shell.message) ?? 'The control center could not answer.',
    hint: text(data.hint),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
