import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../kernel/manual-clock.ts';
import { openCheckpoint } from './checkpoint.ts';
import { type JournalDatabase, openForWriting } from './database/open.ts';
import { decodeEntry, MAX_ENTRY_BYTES, type NewEntry } from './entry.ts';
import { signerOf } from './key-file.ts';
import { createLog } from './log.ts';
import { hexOf } from './merkle.ts';
import { verifierKeysOf } from './note.ts';
import { naiveTree } from './testing/naive-tree.ts';
import { parseVerifierKey } from './verifier-key.ts';

const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const origin = 'example.com/journal';
const keys = verifierKeysOf(origin, signer).map(parseVerifierKey);
const directories: string[] = [];
const databases: JournalDatabase[] = [];

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'acgs-journal-'));
  directories.push(directory);
  return directory;
}

function open(directory = ':memory:', checkpointEvery = 1000) {
  const clock = manualClock();
  const problems: unknown[] = [];
  const database = openForWriting(directory);
  databases.push(database);
  const log = createLog(database, {
    clock,
    signer,
    origin,
    checkpointEvery,
    onUnsigned: (problem) => problems.push(problem),
  });
  return { clock, database, log, problems };
}

const act = (number: number, more: Partial<NewEntry> = {}): NewEntry => ({
  actor: 'alice',
  kind: 'cluster.restart',
  subject: 'deployment/governance-service',
  summary: `Restart ${number}`,
  data: { number },
  ...more,
});

function leavesOf(database: JournalDatabase): Buffer[] {
  return database.prepare<[], Buffer>('SELECT CAST(data AS BLOB) FROM entry ORDER BY idx').pluck().all();
}

afterEach(() => {
  for (const database of databases.splice(0)) database.close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

describe('the log', () => {
  it('keeps an entry as the canonical JSON of its six fields', () => {
    const { log, database } = open();
    const [appended] = log.append([act(1, { data: { b: 1, a: 'é' } })]);
    const [leaf] = leavesOf(database);
    expect(leaf?.toString()).toBe(
      '{"actor":"alice","at":"2025-06-27T09:00:00.000Z","data":{"a":"é","b":1},"kind":"cluster.restart",' +
        '"subject":"deployment/governance-service","summary":"Restart 1"}',
    );
    expect(decodeEntry(0, leaf ?? Buffer.alloc(0))).toMatchObject({
      index: 0,
      leafHash: hexOf(appended?.leafHash ?? Buffer.alloc(0)),
    });
  });

  it('signs the root of exactly its leaves', () => {
    const { log, database } = open();
    for (let number = 0; number < 21; number += 1) log.append([act(number), act(-number)]);
    const checkpoint = openCheckpoint(log.checkpoint()?.note ?? '', keys);
    expect(checkpoint).toMatchObject({ origin, size: 42, signedAtMs: Date.UTC(2025, 5, 27, 9) });
    expect(checkpoint.root).toEqual(naiveTree(leavesOf(database)).root(42));
    expect(log.checkpoint()?.note).toBe(checkpoint.note);
    expect(log.unsigned()).toBe(0);
  });

  it('signs nothing while it is empty', () => {
    expect(open().log.checkpoint()).toBeUndefined();
  });

  it('signs by itself whenever so many entries have come', () => {
    const { log } = open(':memory:', 10);
    for (let number = 0; number < 25; number += 1) log.append([act(number)]);
    log.append(Array.from({ length: 30 }, (_, number) => act(number)));
    expect(log.records.checkpoints().map(({ size }) => size)).toEqual([10, 20, 55]);
    expect(log.unsigned()).toBe(0);
  });

  it('goes on where it ended when it is opened again', () => {
    const directory = folder();
    const first = open(directory);
    first.log.append([act(0), act(1), act(2)]);
    first.log.checkpoint();
    first.database.close();
    const { log, database } = open(directory);
    expect(log.append([act(3)])).toMatchObject([{ index: 3 }]);
    expect(openCheckpoint(log.checkpoint()?.note ?? '', keys).root).toEqual(
      naiveTree(leavesOf(database)).root(4),
    );
  });

  it('is one journal however many have it open', () => {
    const directory = folder();
    const [a, b] = [open(directory), open(directory)];
    const indexes = [a, b, b, a, b, a, a].map(({ log }, number) => log.append([act(number)])[0]?.index);
    expect(indexes).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(openCheckpoint(b.log.checkpoint()?.note ?? '', keys).root).toEqual(
      naiveTree(leavesOf(a.database)).root(7),
    );
    expect(a.log.checkpoint()).toEqual(b.log.checkpoint());
  });

  it('takes a batch whole or not at all', () => {
    const { log } = open();
    expect(() => log.append([act(0), act(1, { data: { bad: Number.NaN } })])).toThrow('"data.bad"');
    expect(() => log.append([act(0), act(1, { at: Number.NaN })])).toThrow(RangeError);
    expect(log.records.size()).toBe(0);
    expect(log.append([])).toEqual([]);
  });

  it('refuses an entry that is too large, in one sentence', () => {
    const { log } = open();
    expect(() => log.append([act(0, { data: 'é'.repeat(MAX_ENTRY_BYTES / 2) })])).toThrow(/no entry above/);
    expect(log.append([act(0, { data: 'x'.repeat(MAX_ENTRY_BYTES / 2) })])).toHaveLength(1);
  });
});

describe('when the disk is full', () => {
  it('says so, journals nothing of the batch, and goes on once there is space', () => {
    const { log, database } = open(folder());
    log.append([act(0)]);
    const pages = Number(database.pragma('page_count', { simple: true }));
    database.pragma(`max_page_count = ${pages + 2}`);
    const batch = Array.from({ length: 100 }, (_, number) => act(number, { data: 'x'.repeat(1000) }));
    expect(() => log.append(batch)).toThrow(
      /disk with the journal is full: none of the entries was journaled/,
    );
    expect(log.records.size()).toBe(1);
    database.pragma('max_page_count = 1000000');
    expect(log.append([act(1)])).toMatchObject([{ index: 1 }]);
    expect(openCheckpoint(log.checkpoint()?.note ?? '', keys).root).toEqual(
      naiveTree(leavesOf(database)).root(2),
    );
  });
});

describe('when the clock jumps', () => {
  it('notes that it went back, and keeps order and times as they are', async () => {
    const { log, clock } = open();
    log.append([act(0)]);
    const back = manualClock(clock.now() - 3_600_000);
    const { append } = createLog(databases.at(-1) ?? open().database, {
      clock: back,
      signer,
      origin,
      checkpointEvery: 1000,
      onUnsigned: () => undefined,
    });
    expect(append([act(1), act(2)])).toMatchObject([{ index: 2 }, { index: 3 }]);
    expect(append([act(3)])).toMatchObject([{ index: 4 }]);
    const entries = [0, 1, 2].map((index) => decodeEntry(index, log.records.leaf(index) ?? Buffer.alloc(0)));
    expect(entries).toMatchObject([
      { at: '2025-06-27T09:00:00.000Z', kind: 'cluster.restart' },
      { at: '2025-06-27T08:00:00.000Z', kind: 'journal.clock-set-back', data: { seconds: 3600 } },
      { at: '2025-06-27T08:00:00.000Z', summary: 'Restart 1' },
    ]);
  });

  it('takes no notice of an adjustment', async () => {
    const { log, clock } = open();
    await clock.advance(900);
    log.append([act(0)]);
    const adjusted = manualClock(clock.now() - 900);
    const other = createLog(databases.at(-1) ?? open().database, {
      clock: adjusted,
      signer,
      origin,
      checkpointEvery: 1000,
      onUnsigned: () => undefined,
    });
    expect(other.append([act(1)])).toMatchObject([{ index: 1 }]);
  });
});

describe('a tree that somebody changed', () => {
  const spoil = (database: JournalDatabase) =>
    database.exec('UPDATE entry SET nodes = zeroblob(32) WHERE idx = 2');

  it('is not signed, and what comes is kept all the same', () => {
    const directory = folder();
    const first = open(directory);
    first.log.append([act(0), act(1), act(2)]);
    first.log.checkpoint();
    spoil(first.database);
    const { log, problems } = open(directory, 4);
    expect(log.append([act(3)])).toMatchObject([{ index: 3 }]);
    expect(problems).toMatchObject([
      { message: expect.stringContaining('does not continue what was signed') },
    ]);
    expect(() => log.checkpoint()).toThrow('does not continue what was signed when it had 3');
    expect(log.unsigned()).toBe(1);
  });
});
