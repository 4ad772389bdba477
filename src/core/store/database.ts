import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { OperatorError } from '../kernel/errors.ts';
import { MIGRATIONS } from './migrations/index.ts';

export type StoreDatabase = Database.Database;

const FILE_NAME = 'control-center.db';

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
    const database = new Database(path, { timeout: 5000 });
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    if (!inMemory) chmodSync(path, 0o600);
    migrate(database);
    return database;
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError('internal', `The local store cannot be opened: ${reasonOf(error)}`, {
      hint: 'Check that the data folder is writable and the disk is not full, or choose another with --data.',
      cause: error,
    });
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

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
