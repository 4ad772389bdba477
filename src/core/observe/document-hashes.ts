import { open } from 'node:fs/promises';
import { OperatorError } from '../kernel/errors.ts';
import { hashesInText, type StatedHash } from './hashes-in-text.ts';

/** A longer document is read so far. */
const MOST_BYTES = 4 * 1_048_576;

/**
 * Every constitutional hash that a file states.
 *
 * @throws OperatorError `not-found`, `forbidden` or `unreachable`, in words that name no path
 */
export async function readDocumentHashes(path: string): Promise<StatedHash[]> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(MOST_BYTES), length: MOST_BYTES });
      return hashesInText(buffer.toString('utf8', 0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw inWords(error);
  }
}

function inWords(error: unknown): OperatorError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const hint = 'Check compliance.documents in the profile.';
  const of = { hint, cause: error };
  if (code === 'ENOENT' || code === 'ENOTDIR') return new OperatorError('not-found', 'is not there', of);
  if (code === 'EISDIR') return new OperatorError('not-found', 'is a folder, not a file', of);
  if (code === 'EACCES' || code === 'EPERM') {
    return new OperatorError('forbidden', 'may not be read by this user', of);
  }
  return new OperatorError('unreachable', `cannot be read (${String(code ?? 'unknown failure')})`, of);
}
