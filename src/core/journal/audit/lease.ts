import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperatorError } from '../../kernel/errors.ts';

/** A folder of our own, readable by its owner only, for as long as somebody needs it. */
export async function scratchFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'acgs-journal-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Resolves when the other side has given up. */
export function untilGivenUp(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The same failure without where our files are. */
export function withoutPath(error: unknown, path: string, words: string): unknown {
  if (!(error instanceof OperatorError)) return error;
  const { code, message, hint, retryable } = error;
  return new OperatorError(code, message.replaceAll(path, words), {
    ...(hint === null ? {} : { hint: hint.replaceAll(path, words) }),
    retryable,
    cause: error,
  });
}
