import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { OperatorError } from '../../../kernel/errors.ts';
import { migrate } from '../../database.ts';
import { journal } from './0001-journal.ts';
import { tree } from './0002-tree.ts';
import { isReadOnly, storageProblem } from './problem.ts';

export type JournalDatabase = Database.Database;

export const IN_MEMORY = ':memory:';

/** How long a statement waits for another process that writes. */
const BUSY_TIMEOUT_MS = 5000;
const FILE_NAME = 'journal.db';

/** In the order they are applied; never changed once released, only added to. */
const MIGRATIONS = [journal, tree];

export function journalPath(directory: string): string {
  return directory === IN_MEMORY ? IN_MEMORY : join(directory, FILE_NAME);
}

/**
 * Opens the journal's database, and makes it when there is none. A transaction that was committed
 * survives a power cut (`synchronous=FULL`).
 *
 * @throws whatever SQLite says, or OperatorError when the file is of a newer version
 */
export function openForWriting(directory: string): JournalDatabase {
  const inMemory = directory === IN_MEMORY;
  if (!inMemory) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = journalPath(directory);
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    migrate(database, MIGRATIONS);
    if (!inMemory) chmodSync(path, 0o600);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

export interface OpenedForReading {
  database: JournalDatabase;
  /** Whether it is a copy, since SQLite cannot read beside a log that it cannot write. */
  isCopy: boolean;
  /** Whether the folder's journal is still this one, and a copy still like it. */
  isCurrent(): boolean;
  close(): void;
}

/** Tells when another process put another database in the place of the one that is open. */
export function watchIdentity(directory: string): () => boolean {
  if (directory === IN_MEMORY) return () => true;
  const opened = identityOf(journalPath(directory));
  return () => identityOf(journalPath(directory)) === opened;
}

function identityOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.dev}:${found.ino}`;
}

function contentOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino}:${found.size}:${found.mtimeMs}`;
}

/**
 * Opens the journal's database without changing it, also where nothing can be written: then a copy in
 * the folder for temporary files is read.
 *
 * @returns undefined when there is no journal
 * @throws whatever SQLite says, or OperatorError when the file is of a newer version
 */
export function openForReading(directory: string): OpenedForReading | undefined {
  if (!existsSync(journalPath(directory))) return undefined;
  try {
    const isCurrent = watchIdentity(directory);
    const database = readable(journalPath(directory));
    return database && { database, isCopy: false, isCurrent, close: () => database.close() };
  } catch (error) {
    if (!isReadOnly(error)) throw error;
    return openCopy(directory);
  }
}

function openCopy(directory: string): OpenedForReading | undefined {
  const folder = temporaryFolder();
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const content = () => ['', '-wal'].map((suffix) => contentOf(`${journalPath(directory)}${suffix}`)).join();
  const copied = content();
  const isCurrent = () => content() === copied;
  try {
    for (const suffix of ['', '-wal']) {
      const from = `${journalPath(directory)}${suffix}`;
      if (existsSync(from)) copyFileSync(from, `${journalPath(folder)}${suffix}`);
    }
    chmodSync(journalPath(folder), 0o600);
    const database = readable(journalPath(folder));
    const close = () => {
      database?.close();
      remove();
    };
    if (database) return { database, isCopy: true, isCurrent, close };
    close();
    return undefined;
  } catch (error) {
    remove();
    throw storageProblem(error, 'the journal cannot be read');
  }
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'acgs-journal-'));
  } catch (error) {
    throw new OperatorError(
      'internal',
      'The data folder cannot be written, and neither can the folder for temporary files: the journal cannot be read',
      { hint: 'Set TMPDIR to a folder that this user can write.', cause: error },
    );
  }
}

/** The database, or undefined when whoever began it did not come to its first table. */
function readable(path: string): JournalDatabase | undefined {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS, readonly: true, fileMustExist: true });
  let unfinished = false;
  try {
    const version = Number(database.pragma('user_version', { simple: true }));
    unfinished = version === 0;
    // One of an earlier version is read as it is. This refuses a newer one, with the sentence that says so.
    if (!unfinished) migrate(database, MIGRATIONS.slice(0, version));
    return unfinished ? undefined : database;
  } catch (error) {
    unfinished = true;
    throw error;
  } finally {
    if (unfinished) database.close();
  }
}
