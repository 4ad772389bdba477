import { verifyAbsent } from './absent.ts';
import { openForReading } from './database/open.ts';
import { isDamage, storageProblem } from './database/problem.ts';
import { readHeadNote } from './recover.ts';
import type { Verification } from './verify/conclude.ts';
import { type VerifyOptions, verifyJournal } from './verify/index.ts';

/**
 * Verifies the journal of a data folder, whatever is left of it. Nothing is changed, and nothing has to be
 * writable.
 *
 * @throws OperatorError `internal` when the folder cannot be read, or the journal is of a newer version
 */
export async function verifyFolder(
  directory: string,
  options: Omit<VerifyOptions, 'head'>,
): Promise<Verification> {
  try {
    const opened = openForReading(directory);
    if (opened === undefined) return await verifyAbsent(directory, options.anchors ?? []);
    try {
      return await verifyJournal(opened.database, { ...options, head: readHeadNote(directory) });
    } finally {
      opened.close();
    }
  } catch (error) {
    if (isDamage(error)) return damaged(error);
    if (options.signal?.aborted) throw error;
    throw storageProblem(error, 'the journal cannot be read');
  }
}

/** A journal of which nothing can be read. */
function damaged(error: unknown): Verification {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    verdict: 'broken',
    size: 0,
    root: '',
    origin: null,
    firstBroken: 0,
    ranges: [],
    problems: [`The journal's database is damaged: ${reason}.`],
    anchors: [],
  };
}
