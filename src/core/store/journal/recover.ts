import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { type Clock, toIso } from '../../kernel/clock.ts';
import { attempt } from './attempt.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { BLOCK_LEVEL } from './database/blocks.ts';
import { type JournalDatabase, journalPath, openForWriting } from './database/open.ts';
import { createRecords, type Records } from './database/records.ts';
import { originOf, recordKeys, successorOf } from './identity.ts';
import { createLog } from './log.ts';
import { equal } from './merkle.ts';
import { type NoteSigner, verifierKeysOf } from './note.ts';
import { eachSubtree, rootAt } from './tree.ts';
import { parseVerifierKey, type VerifierKey } from './verifier-key.ts';
import { createBlockReader } from './verify/block.ts';
import type { Pile } from './verify/hypothesis.ts';

/** What was done about a journal that could not be gone on with. */
export interface Recovery {
  /** The reason, as the end of a sentence. */
  why: string;
  /** How many entries, from the first on, were intact and are in the journal now. */
  kept: number;
  /** How many more there were at least; null when nobody knows. */
  lost: number | null;
  /** The file of the data folder that was moved aside; null when there was none. */
  movedTo: string | null;
  /** The journal's name: another one when it cannot continue what was signed under the old one. */
  origin: string;
}

interface Place {
  directory: string;
  clock: Clock;
  signer: NoteSigner;
  origin: string;
}

/** The checkpoint that a data folder keeps beside its database. */
export function headPath(directory: string): string {
  return join(directory, 'journal.checkpoint');
}

export function readHeadNote(directory: string): string | undefined {
  return existsSync(headPath(directory)) ? readFileSync(headPath(directory), 'utf8') : undefined;
}

/** The same, checked, when it was signed with this key under whatever name. */
export function readHead(directory: string, signer: NoteSigner): Checkpoint | undefined {
  const note = attempt(() => readHeadNote(directory));
  if (note === undefined) return undefined;
  const [origin = ''] = note.split('\n', 1);
  return attempt(() => openCheckpoint(note, verifierKeysOf(origin, signer).map(parseVerifierKey)));
}

/**
 * Makes a new journal out of the intact beginning of the one that is there, and moves that one aside. The
 * first thing the new one says is what happened. Whatever interrupts this, the old file is whole until
 * the new one is. One process at a time does this; those that have the old one open wait with what they add
 * until it is moved, and then find that it is.
 */
export function recoverJournal(place: Place, why: string): Recovery {
  const { directory, clock } = place;
  const fence = keepOthersFromAdding(directory);
  const old = openOld(directory);
  try {
    const kept = old === undefined ? 0 : countIntact(old.database);
    const origin = attempt(() => old?.records.property('origin')) ?? place.origin;
    const last = lastSigned(old?.records, place, origin);
    const continues = last === undefined || (old !== undefined && includes(old.records, kept, last));
    const aside = `damaged-${toIso(clock.now()).replace(/[-:]|\.\d+/g, '')}`;
    const recovery: Recovery = {
      why,
      kept,
      lost: last === undefined ? null : Math.max(0, last.size - kept),
      movedTo: old === undefined && !existsSync(journalPath(directory)) ? null : `journal.db.${aside}`,
      origin: continues ? origin : successorOf(origin),
    };
    build(place, old, recovery, { last, continues, aside });
    old?.database.close();
    // Windows does not move what is open.
    if (process.platform === 'win32') fence?.close();
    finishRecovery(directory);
    return recovery;
  } finally {
    old?.database.close();
    fence?.close();
  }
}

/** Nothing where the file is so damaged that nobody can add to it. */
function keepOthersFromAdding(directory: string): JournalDatabase | undefined {
  return attempt(() => {
    const database = new Database(journalPath(directory), { fileMustExist: true });
    try {
      database.exec('BEGIN IMMEDIATE');
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/**
 * Puts a new journal that is complete in the place of the old one: the last steps of a recovery, which may
 * have been interrupted at any of them.
 */
export function finishRecovery(directory: string): void {
  const complete = join(directory, COMPLETE);
  if (!existsSync(complete)) return;
  const path = journalPath(directory);
  const { aside, continues } = planSchema.parse(JSON.parse(readFileSync(join(complete, PLAN), 'utf8')));
  if (existsSync(journalPath(complete))) {
    // With the endings of their names, by which SQLite knows which of them belong together.
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${path}.${aside}${suffix}`);
    }
    const head = headPath(directory);
    if (!continues && existsSync(head)) renameSync(head, `${head}.${aside}`);
    renameSync(journalPath(complete), path);
  }
  rmSync(complete, { recursive: true });
}

/** Folders in which the new journal is built, and waits for its place. */
const UNFINISHED = 'journal.recovering';
const COMPLETE = 'journal.recovered';
const PLAN = 'plan.json';
const planSchema = z.object({ aside: z.string(), continues: z.boolean() });
const ROWS_AT_ONCE = 256;

interface Old {
  database: JournalDatabase;
  records: Records;
}

function openOld(directory: string): Old | undefined {
  return attempt(() => {
    const database = new Database(journalPath(directory), { readonly: true, fileMustExist: true });
    try {
      // A file that was cut off is refused as a whole otherwise; what is left of it is wanted here.
      database.unsafeMode(true);
      database.pragma('writable_schema = ON');
      return { database, records: createRecords(database) };
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** How many entries from the first on hash to what the tree says. */
function countIntact(database: JournalDatabase): number {
  // The tree is made anew: a node that is missing has nothing to say here.
  const treeFrom = attempt(() => createRecords(database).treeFrom()) ?? Number.POSITIVE_INFINITY;
  const reader = createBlockReader(database, { treeFrom, storedTo: 0 });
  const frontier: Pile[] = [];
  let intact = 0;
  for (const subtree of eachSubtree(0, Number.MAX_SAFE_INTEGER, BLOCK_LEVEL)) {
    const count = reader.add(frontier, subtree);
    const broken = frontier.flatMap((pile) => pile.hypotheses.flatMap((it) => it.broken));
    if (broken.length > 0) return Math.min(...broken.map((it) => it.from));
    intact += count;
    if (count < 2 ** subtree.level) break;
  }
  return intact;
}

/** The latest checkpoint that can be found in what is left and beside it. */
function lastSigned(
  records: Records | undefined,
  { directory, signer }: Place,
  origin: string,
): Checkpoint | undefined {
  const stored = attempt(() => records?.checkpoints()) ?? [];
  const texts = [...(attempt(() => records?.verifierKeys()) ?? []), ...verifierKeysOf(origin, signer)];
  const keys = [...new Set(texts)].flatMap(
    (text): VerifierKey[] => attempt(() => [parseVerifierKey(text)]) ?? [],
  );
  return [...stored.map(({ note }) => attempt(() => openCheckpoint(note, keys))), readHead(directory, signer)]
    .filter((it) => it?.origin === origin)
    .reduce(
      (latest, it) => (latest === undefined || (it !== undefined && it.size > latest.size) ? it : latest),
      undefined,
    );
}

function includes(records: Records, kept: number, { size, root }: Checkpoint): boolean {
  return size <= kept && attempt(() => equal(rootAt(size, records.node), root)) === true;
}

function build(
  { directory, clock, signer }: Place,
  old: Old | undefined,
  recovery: Recovery,
  { last, continues, aside }: { last: Checkpoint | undefined; continues: boolean; aside: string },
): void {
  const { why, kept, lost, movedTo, origin } = recovery;
  const folder = join(directory, UNFINISHED);
  rmSync(folder, { recursive: true, force: true });
  const database = openForWriting(folder);
  try {
    const records = createRecords(database);
    originOf(database, records, origin);
    if (old !== undefined) copyKeys(old.records, database);
    recordKeys(database, records, { origin, signer, sayChange: () => undefined });
    const log = createLog(database, {
      clock,
      signer,
      origin,
      checkpointEvery: Number.POSITIVE_INFINITY,
      onUnsigned: () => undefined,
    });
    if (old !== undefined) copyEntries(old.database, kept, log.adopt);
    if (old !== undefined && continues) copyCheckpoints(old.records, database, kept);
    const ofThem = lost === null ? 'nobody knows how many were lost' : `${lost} or more were lost`;
    log.append([
      {
        actor: 'journal',
        kind: 'journal.recovered',
        subject: origin,
        summary: `The journal was recovered with its first ${kept} entries, ${lost === 0 ? 'all that were signed' : ofThem}: ${why}`,
        data: { why, kept, lost, movedTo, continues, lastCheckpoint: last?.note ?? null },
      },
    ]);
    log.checkpoint();
  } finally {
    database.close();
  }
  writeFileSync(join(folder, PLAN), JSON.stringify({ aside, continues }), { flush: true });
  renameSync(folder, join(directory, COMPLETE));
}

function copyEntries(from: JournalDatabase, kept: number, adopt: (leaves: readonly string[]) => void): void {
  const read = from
    .prepare<[number, number], string>(
      'SELECT CAST(data AS TEXT) FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx',
    )
    .pluck();
  const one = from.prepare<[number], string>('SELECT CAST(data AS TEXT) FROM entry WHERE idx = ?').pluck();
  for (let start = 0; start < kept; start += ROWS_AT_ONCE) {
    const end = Math.min(kept, start + ROWS_AT_ONCE);
    // To see where a range ends, the row after it has to be read, which may be damaged.
    const rows =
      attempt(() => read.all(start, end)) ??
      Array.from({ length: end - start }, (_, offset) => one.get(start + offset) ?? '');
    adopt(rows);
  }
}

function copyKeys(from: Records, to: JournalDatabase): void {
  const insert = to.prepare('INSERT INTO verifier_key (key, since) VALUES (?, 0)');
  for (const key of attempt(() => from.verifierKeys()) ?? []) {
    if (attempt(() => parseVerifierKey(key)) !== undefined) insert.run(key);
  }
}

function copyCheckpoints(from: Records, to: JournalDatabase, kept: number): void {
  const insert = to.prepare('INSERT INTO checkpoint (size, note) VALUES (?, ?)');
  for (const { size, note } of attempt(() => from.checkpoints()) ?? [])
    if (size <= kept) insert.run(size, note);
}
