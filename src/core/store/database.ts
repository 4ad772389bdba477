import { accessSync, chmodSync, constants, existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { OperatorError } from '../kernel/errors.ts';
import { isDamage, isFull, isReadOnly } from './journal/database/problem.ts';
import { MIGRATIONS } from './migrations/index.ts';

export type StoreDatabase = Database.Database;

/** Another process that writes is waited for. */
export const BUSY_TIMEOUT_MS = 5000;

const IN_MEMORY = ':memory:';
const FILE_NAME = 'control-center.db';
/** After a checkpoint the write-ahead log is cut back to this. */
const LOG_LIMIT_BYTES = 4 * 1_048_576;
/** SQLite's number for `auto_vacuum = INCREMENTAL`. */
const INCREMENTAL = 2;

/** Why the store is not the one that was there, or not one that lasts. */
export type StoreTrouble =
  /** It was no database any more, or not all of one. It was moved aside, and a new one begun. */
  | { kind: 'damaged'; why: string; movedTo: string }
  /** Nothing can be written: what is recorded now is forgotten with the process. */
  | { kind: 'not-kept'; why: string };

export interface OpenedDatabase {
  database: StoreDatabase;
  trouble: StoreTrouble | null;
}

/**
 * Opens the local store and brings it to the present schema. Facts and samples are synced at
 * checkpoints (`synchronous=NORMAL`): a power cut may cost the last seconds of observation, never
 * the file. What is damaged or cannot be written keeps nobody from looking: `trouble` says so.
 *
 * @param directory data folder, made when missing, readable by its owner only; `:memory:` keeps
 *   everything in memory and writes nothing.
 * @throws OperatorError `internal` when the file is from a newer version, or of no use for another reason.
 */
export function openDatabase(directory: string): OpenedDatabase {
  if (directory === IN_MEMORY) return { database: openFile(IN_MEMORY), trouble: null };
  const path = join(directory, FILE_NAME);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // SQLite opens what it cannot write, and says so with the first write only.
    for (const place of [directory, path]) if (existsSync(place)) accessSync(place, constants.W_OK);
    return { database: openFile(path), trouble: null };
  } catch (error) {
    const why = reasonOf(error);
    if (isDamage(error)) {
      const movedTo = moveAside(path);
      return { database: openFile(path), trouble: { kind: 'damaged', why, movedTo } };
    }
    if (isReadOnly(error) || isFull(error)) {
      return { database: openFile(IN_MEMORY), trouble: { kind: 'not-kept', why } };
    }
    if (error instanceof OperatorError) throw error;
    throw new OperatorError('internal', `The local store cannot be opened: ${why}`, {
      hint: 'Check the data folder and its disk, or choose another folder with --data.',
      cause: error,
    });
  }
}

function openFile(path: string): StoreDatabase {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    // Before the first table, or it has no effect: what is forgotten gives its space back in slices.
    database.pragma('auto_vacuum = INCREMENTAL');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma(`journal_size_limit = ${LOG_LIMIT_BYTES}`);
    database.pragma('foreign_keys = ON');
    if (path !== IN_MEMORY) chmodSync(path, 0o600);
    migrate(database);
    if (database.pragma('auto_vacuum', { simple: true }) !== INCREMENTAL) rebuild(database);
    readBeginnings(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The beginning of every table: to look at them whole would take too long at every start. */
function readBeginnings(database: StoreDatabase): void {
  const tables = database
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")
    .pluck()
    .all();
  for (const table of tables) {
    database.prepare(`SELECT * FROM "${table}" LIMIT 100`).all();
  }
}

/** Under the first name that is free: what was moved aside before is somebody's evidence, too. */
function moveAside(path: string): string {
  let number = 1;
  while (existsSync(`${path}.damaged-${number}`)) number += 1;
  const aside = `${path}.damaged-${number}`;
  // With the endings of their names, by which SQLite knows which of them belong together.
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${aside}${suffix}`);
  }
  return basename(aside);
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

/** What the file system says names the path, which is nobody's business but the operator's. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'syscall' in error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
