import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Recovering a million entries takes some of these seconds; whoever holds it longer hangs. */
const MOST_WAIT_MS = 60_000;
const FILE_NAME = 'journal.lock';

/**
 * Does it while no other process opens, recovers or replaces the journal of a data folder. The lock is one of
 * SQLite on a file without content: the operating system takes it from a process that dies.
 *
 * @throws whatever SQLite says, `SQLITE_BUSY` when another process does not come to an end
 */
export function openingAlone<T>(directory: string, work: () => T): T {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = new Database(join(directory, FILE_NAME), { timeout: MOST_WAIT_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return work();
  } finally {
    lock.close();
  }
}
