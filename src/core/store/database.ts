import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { OperatorError } from '../kernel/errors.ts';
import { MIGRATIONS } from './migrations/index.ts';

export type StoreDatabase = Database.Database;

/** Another process that writes is waited for. */
export const BUSY_TIMEOUT_MS = 5000;

const FILE_NAME = 'control-center.db';
/** After a checkpoint the write-ahead log is cut back to this. */
const LOG_LIMIT_BYTES = 4 * 1_048_576;
/** SQLite's number for `auto_vacuum = INCREMENTAL`. */
const INCREMENTAL = 2;

/**
 * Opens the local store and brings it to the present schema. Facts and samples are synced at
 * checkpoints (`synchronous=NORMAL`): a power cut may cost the last seconds of observation, never
 * the file.
 *
 * @param directory data folder, made when missing, readable by its owner only; `:memory:` keeps
 *   everything in memory and writes nothing.
 * @throws OperatorError `internal` when the folder or file cannot be used, or is from a newer version.
 */
export function openDatabase(directory: string): StoreDatabase {
  const inMemory = directory === ':memory:';
  const path = inMemory ? ':memory:' : join(directory, FILE_NAME);
  try {
    if (!inMemory) mkdirSync(directory, { recursive: true, mode: 0o700 });
    const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    // Before the first table, or it has no effect: what is forgotten gives its space back in slices.
    database.pragma('auto_vacuum = INCREMENTAL');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma(`journal_size_limit = ${LOG_LIMIT_BYTES}`);
    database.pragma('foreign_keys = ON');
    if (!inMemory) chmodSync(path, 0o600);
    migrate(database);
    if (database.pragma('auto_vacuum', { simple: true }) !== INCREMENTAL) rebuild(database);
    return database;
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError('internal', `The local store cannot be opened: ${reasonOf(error)}`, {
      hint: 'Check that the data folder is writable and the disk is not full, or choose another with --data.',
      cause: error,
    });
  }
}

/** The store syncs at checkpoints only; what says that something happened, or may have, has to survive. */
export function synced<T>(database: StoreDatabase, write: () => T): T {
  database.pragma('synchronous = FULL');
  try {
    return write();
  } finally {
    database.pragma('synchronous = NORMAL');
  }
}

export interface Migration {
  name: string;
  sql: string;
}

/** Applies what is missing, each migration in its own transaction; `user_version` counts them. */
export function migrate(database: StoreDatabase, migrations: readonly Migration[] = MIGRATIONS): void {
  const versionNow = () => Number(database.pragma('user_version', { simple: true }));
  const version = versionNow();
  if (version > migrations.length) {
    throw new OperatorError(
      'internal',
      `The local store was written by a newer version (schema ${version}, this one knows ${migrations.length})`,
      { hint: 'Update the control center, or choose another data folder with --data.' },
    );
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    database
      .transaction(() => {
        // Another process that opens the same store may have been faster.
        if (index < versionNow()) return;
        database.exec(migration.sql);
        database.pragma(`user_version = ${index + 1}`);
      })
      .immediate();
  }
}

/** A store of an earlier version is written anew once, so that it can give space back from then on. */
function rebuild(database: StoreDatabase): void {
  database.pragma('auto_vacuum = INCREMENTAL');
  database.exec('VACUUM');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
