import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Slices } from '../../../kernel/slices.ts';
import { migrate } from '../../database.ts';
import { attentionRank } from '../attention.ts';
import type { JsonValue } from '../canonical.ts';
import { IN_MEMORY } from '../database/open.ts';
import { isDamage, isReadOnly } from '../database/problem.ts';
import { decodeEntry } from '../entry.ts';
import { equal, leafHash } from '../merkle.ts';
import { search } from './0001-search.ts';
import { attention } from './0002-attention.ts';
import { activityOf } from './activity.ts';
import type { Activity } from './buckets.ts';
import { type FindWish, type FoundEntries, findIn, MOST_COUNTED } from './find.ts';
import type { EntryFilter } from './query.ts';
import { type ValueColumn, valuesOf } from './values.ts';

/** The entries that a search goes through. */
export interface SearchedEntries {
  /** The first index; above zero in a part of a journal. */
  start(): number;
  size(): number;
  leaf(index: number): Uint8Array | undefined;
}

export interface Search {
  /** Takes in what was journaled since, in slices between which others have their turn. */
  catchUp(slices: Slices, onProgress?: (done: number, total: number) => void): Promise<void>;
  /** Among the entries that were taken in. */
  find(filter: EntryFilter, page: FindWish): FoundEntries;
  /** What occurs in a column. */
  values(column: ValueColumn, asked: { contains: string; limit: number }): string[];
  /** How many there are over time, among the newest that match. */
  activity(filter: EntryFilter, buckets: number, slices: Slices): Promise<Activity>;
  /** Entries that were taken in; and whether they are in a file, which others can read too. */
  extent(): { entries: number; isFile: boolean };
  close(): void;
}

type SearchDatabase = Database.Database;

const BUSY_TIMEOUT_MS = 5000;
const ENTRIES_AT_ONCE = 128;

/**
 * Opens what makes entries findable, in a file of its own beside the journal: it can be lost, and is made
 * again. Where it cannot be written it is kept in memory.
 */
export function openSearch(path: string, entries: SearchedEntries, mostCounted = MOST_COUNTED): Search {
  const database = openDatabase(path);
  const indexedSize = database.prepare<[], number>('SELECT ifnull(max(idx), -1) + 1 FROM indexed').pluck();
  const lastLeaf = database.prepare<[], Buffer>('SELECT last_leaf FROM state').pluck();
  const insert = database.prepare(
    'INSERT INTO indexed (idx, at, actor, kind, subject, attention) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const insertText = database.prepare('INSERT INTO word (rowid, text) VALUES (?, ?)');
  const keepLast = database.prepare('INSERT OR REPLACE INTO state (id, last_leaf) VALUES (1, ?)');

  /** The index may have been made for a journal that is no longer the one beside it. */
  const belongs = (size: number) => {
    const leaf = entries.leaf(size - 1);
    const known = lastLeaf.get();
    if (known === undefined) return size === entries.start();
    return leaf !== undefined && equal(leafHash(leaf), known);
  };

  const takeIn = database.transaction((): boolean => {
    const start = entries.start();
    let from = Math.max(start, indexedSize.get() ?? 0);
    if (!belongs(from)) {
      database.exec("DELETE FROM indexed; INSERT INTO word (word) VALUES ('delete-all'); DELETE FROM state");
      from = start;
    }
    const to = Math.min(entries.size(), from + ENTRIES_AT_ONCE);
    for (let index = from; index < to; index += 1) {
      const leaf = entries.leaf(index) ?? new Uint8Array();
      const { at, actor, kind, subject, summary, data } = decodeEntry(index, leaf);
      const time = Date.parse(at);
      const rank = attentionRank({ kind, data });
      insert.run(index, Number.isNaN(time) ? null : time, actor, kind, subject, rank);
      insertText.run(index, [summary, actor, kind, subject, ...textsOf(data)].join(' ').normalize('NFKC'));
      if (index === to - 1) keepLast.run(leafHash(leaf));
    }
    return to < entries.size();
  });

  return {
    async catchUp(slices, onProgress = () => {}) {
      while (takeIn.immediate()) {
        if (!slices.isOver()) continue;
        onProgress((indexedSize.get() ?? 0) - entries.start(), entries.size() - entries.start());
        await slices.rest();
      }
    },
    find: (filter, page) => findIn(database, filter, page, mostCounted),
    values: (column, asked) => valuesOf(database, column, asked),
    activity: (filter, buckets, slices) => activityOf(database, filter, { buckets, mostCounted, slices }),
    extent: () => ({ entries: indexedSize.get() ?? 0, isFile: !database.memory }),
    close: () => database.close(),
  };
}

/** Every word and figure in the data, without the names they stand under. */
function textsOf(data: JsonValue): string[] {
  if (typeof data === 'string') return [data];
  if (typeof data === 'number') return [String(data)];
  if (typeof data !== 'object' || data === null) return [];
  return Object.values(data).flatMap(textsOf);
}

/** Forgets the index, to be made again. */
export function removeSearch(path: string): void {
  if (path === IN_MEMORY) return;
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
}

function openDatabase(path: string): SearchDatabase {
  try {
    return open(path);
  } catch (error) {
    if (isReadOnly(error)) return open(IN_MEMORY);
    if (!isDamage(error)) throw error;
    removeSearch(path);
    return open(path);
  }
}

function open(path: string): SearchDatabase {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.pragma('journal_mode = WAL');
    // What a power cut takes from it is found missing, and made again.
    database.pragma('synchronous = OFF');
    migrate(database, [search, attention]);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
