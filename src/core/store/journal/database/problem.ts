import { OperatorError } from '../../../kernel/errors.ts';

/** Whether the file is not a database any more, or not all of it. */
export function isDamage(error: unknown): boolean {
  const isTableMissing = error instanceof Error && /^no such (table|column)/.test(error.message);
  return isTableMissing || /^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(codeOf(error));
}

/** Whether nothing can be written where the file is. */
export function isReadOnly(error: unknown): boolean {
  return /^(SQLITE_(READONLY|CANTOPEN|PERM)|EACCES|EROFS|EPERM)/.test(codeOf(error));
}

/** Whether there is no room where the file is. */
export function isFull(error: unknown): boolean {
  return /^(SQLITE_FULL|ENOSPC|EDQUOT)/.test(codeOf(error));
}

/** Whether the file system, the disk or another process is the reason, and not what was asked for. */
export function isStorageFailure(error: unknown): boolean {
  return (
    isDamage(error) || isReadOnly(error) || isFull(error) || /^SQLITE_(IOERR|BUSY|LOCKED)/.test(codeOf(error))
  );
}

/**
 * What the operator is told when the journal's database fails.
 *
 * @param act what did not happen, as the end of a sentence: `the entry was not journaled`
 */
export function storageProblem(error: unknown, act: string): OperatorError {
  if (error instanceof OperatorError) return error;
  const code = codeOf(error);
  const [why, hint] = reasonFor(code, error);
  const retryable = code.startsWith('SQLITE_BUSY');
  return new OperatorError(retryable ? 'conflict' : 'internal', `${why}: ${act}`, {
    hint,
    retryable,
    cause: error,
  });
}

function reasonFor(code: string, error: unknown): [why: string, hint: string] {
  if (isFull(error)) {
    return ['The disk with the journal is full', 'Free some space; nothing is half written.'];
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return [
      'Another process is writing to the journal and does not finish',
      'Try again, or stop that process.',
    ];
  }
  if (isDamage(error)) {
    return ["The journal's database is damaged", 'acgs audit verify says what is left of it.'];
  }
  if (isReadOnly(error)) {
    return ['The data folder cannot be written', 'Give this user the folder, or choose another with --data.'];
  }
  if (/^(SQLITE_IOERR|EIO|EFBIG)/.test(code)) {
    return ['The disk with the journal failed', 'Check the disk and the space on it.'];
  }
  const reason = error instanceof Error ? error.message : String(error);
  return [`The journal failed (${reason})`, 'Run acgs audit verify, and try again.'];
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
