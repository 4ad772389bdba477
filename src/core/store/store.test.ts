import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { createFacts } from './facts/index.ts';
import { DEFAULT_LIMITS, openStore, type Store } from './index.ts';
import { createSamples } from './samples/index.ts';
import { createTableRecords } from './tables/index.ts';
import { createWriteGuard } from './write-guard.ts';

const directories: string[] = [];
const stores: Store[] = [];

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'acgs-store-'));
  directories.push(directory);
  return directory;
}

function open(directory = ':memory:', maxGapMs = 60_000): Store {
  const store = openStore(directory, maxGapMs);
  stores.push(store);
  return store;
}

afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

describe('facts', () => {
  it('writes a row only when the value changes, and moves the heartbeat otherwise', () => {
    const { facts } = open();
    expect(facts.record('governance', 'status', 'operational', 1000)).toBe(true);
    expect(facts.record('governance', 'status', 'operational', 16_000)).toBe(false);
    expect(facts.record('governance', 'status', 'down', 31_000)).toBe(true);
    expect(facts.history('governance', 'status', 10)).toEqual([
      { subject: 'governance', facet: 'status', value: 'down', observedAt: 31_000, lastSeenAt: 31_000 },
      { subject: 'governance', facet: 'status', value: 'operational', observedAt: 1000, lastSeenAt: 16_000 },
    ]);
  });

  it('starts a new row after a gap nobody looked in, though the value is the same', () => {
    const { facts } = open(':memory:', 60_000);
    facts.record('redis', 'status', 'operational', 0);
    expect(facts.record('redis', 'status', 'operational', 600_000)).toBe(false);
    expect(facts.history('redis', 'status', 10).map((fact) => fact.observedAt)).toEqual([600_000, 0]);
  });

  it('tells the whole board as it was at a moment', () => {
    const { facts } = open();
    facts.record('governance', 'status', 'operational', 100);
    facts.record('redis', 'status', { word: 'operational' }, 150);
    facts.record('governance', 'status', 'down', 200);
    expect(facts.asOf(199).map(({ subject, value }) => [subject, value])).toEqual([
      ['governance', 'operational'],
      ['redis', { word: 'operational' }],
    ]);
    expect(facts.asOf(200, 'governance').map((fact) => fact.value)).toEqual(['down']);
    expect(facts.asOf(99)).toEqual([]);
  });

  it('forgets what ended long ago but never the last known value', () => {
    const { facts } = open();
    facts.record('redis', 'status', 'down', 10);
    facts.record('redis', 'status', 'operational', 20);
    expect(facts.prune(1_000_000)).toBe(1);
    expect(facts.asOf(2_000_000).map((fact) => fact.value)).toEqual(['operational']);
  });
});

describe('samples', () => {
  const series = { name: 'response_time_ms', labels: { system: 'governance' } };

  it('reduces a series to buckets with min, mean and max, and leaves gaps as gaps', () => {
    const { samples } = open();
    for (const [at, value] of [
      [0, 10],
      [5, 30],
      [20, 7],
    ] as const) {
      samples.record(at, [{ ...series, value }]);
    }
    expect(samples.reduce(series.name, series.labels, { from: 0, to: 30, buckets: 3 })).toEqual([
      { at: 0, min: 10, mean: 20, max: 30 },
      { at: 10, min: null, mean: null, max: null },
      { at: 20, min: 7, mean: 7, max: 7 },
    ]);
  });

  it('knows a series by its labels in any order and keeps others apart', () => {
    const { samples } = open();
    samples.record(1, [{ name: 'x', labels: { a: '1', b: '2' }, value: 1 }]);
    samples.record(2, [{ name: 'x', labels: { b: '2', a: '1' }, value: 3 }]);
    samples.record(2, [{ name: 'x', labels: { a: '2', b: '2' }, value: 99 }]);
    const [bucket] = samples.reduce('x', { a: '1', b: '2' }, { from: 0, to: 10, buckets: 1 });
    expect(bucket).toEqual({ at: 0, min: 1, mean: 2, max: 3 });
    expect(samples.summarise('x', { from: 0, to: 10 })).toEqual({ count: 3, mean: 103 / 3, firstAt: 1 });
  });

  it('does not record what is not a number', () => {
    const { samples } = open();
    samples.record(1, [{ ...series, value: Number.NaN }]);
    expect(samples.count()).toBe(0);
  });
});

describe('the store on disk', () => {
  it('keeps what was recorded, readable by its owner only', () => {
    const directory = temporaryDirectory();
    open(directory).facts.record('redis', 'status', 'down', 10);
    stores.pop()?.close();
    expect(
      open(directory)
        .facts.asOf(10)
        .map((fact) => fact.value),
    ).toEqual(['down']);
    expect(statSync(join(directory, 'control-center.db')).mode & 0o777).toBe(0o600);
  });

  it('refuses a store of a newer version and says so', () => {
    const directory = temporaryDirectory();
    const { database } = openDatabase(directory);
    database.pragma('user_version = 99');
    database.close();
    expect(() => openStore(directory, 1)).toThrow(/newer version \(schema 99/);
  });

  it('refuses a data folder that is a file in one sentence', () => {
    const file = join(temporaryDirectory(), 'taken');
    writeFileSync(file, '');
    expect(() => openStore(file, 1)).toThrow(/The local store cannot be opened/);
  });

  it('begins anew when it was damaged, and keeps what was there', () => {
    const directory = temporaryDirectory();
    open(directory).facts.record('redis', 'status', 'down', 10);
    stores.pop()?.close();
    const path = join(directory, 'control-center.db');
    writeFileSync(path, 'this is no database, and never was one');
    for (const number of [1, 2]) {
      const store = open(directory);
      const movedTo = `control-center.db.damaged-${number}`;
      expect(store.trouble()).toMatchObject({ kind: 'damaged', movedTo });
      expect(readFileSync(join(directory, movedTo), 'utf8')).toContain('never was one');
      store.facts.record('redis', 'status', 'up', 20);
      expect(store.facts.count()).toBe(1);
      stores.pop()?.close();
      expect(open(directory).trouble()).toBeNull();
      stores.pop()?.close();
      writeFileSync(path, 'this is no database, and never was one');
    }
  });

  it('begins anew when it was cut off', () => {
    const directory = temporaryDirectory();
    const before = open(directory);
    for (let at = 0; at < 500; at += 1) before.facts.record(`system-${at}`, 'status', 'x'.repeat(500), at);
    stores.pop()?.close();
    truncateSync(join(directory, 'control-center.db'), 8192);
    const store = open(directory);
    expect(store.trouble()).toMatchObject({ kind: 'damaged' });
    expect(store.facts.count()).toBe(0);
  });

  it('goes on without being kept where nothing can be written, and takes nothing that has to last', () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'control-center.db'));
    const told: unknown[] = [];
    const store = openStore(directory, 1, DEFAULT_LIMITS, (trouble) => told.push(trouble));
    stores.push(store);
    expect(store.trouble()).toMatchObject({ kind: 'not-kept' });
    expect(told).toEqual([store.trouble()]);
    store.facts.record('redis', 'status', 'up', 20);
    expect(store.facts.count()).toBe(1);
    expect(() => store.operators.retire('someone', 1)).toThrow('nothing that has to last is taken');
    expect(() => store.approvals.close('some', 'used', 1)).toThrow('nothing that has to last is taken');
  });

  it('says once that the disk is full, goes on, and says when it is not any more', async () => {
    const { database } = openDatabase(temporaryDirectory());
    const told: (string | null)[] = [];
    const guard = createWriteGuard((why) => told.push(why));
    const facts = guard.facts(createFacts(database, 1));
    const samples = guard.samples(createSamples(database));
    const tables = guard.tables(createTableRecords(database));
    // SQLite says of a database that may not grow what it says of a full disk.
    database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true }))}`);
    for (let at = 0; at < 200; at += 1) facts.record(`system-${at}`, 'status', 'x'.repeat(500), at);
    const recorded = facts.count();
    expect(recorded).toBeLessThan(200);
    expect(told).toEqual(['database or disk is full']);
    await tables.writer('pods').write(30, [['a', { name: randomBytes(100_000).toString('hex') }]], true);
    expect(guard.why()).toBe('database or disk is full');
    database.pragma('max_page_count = 100000');
    for (let at = 300; at < 400; at += 1) samples.record(at, [{ name: 'probe_up', labels: {}, value: 1 }]);
    facts.record('redis', 'status', 'up', 400);
    expect(facts.count()).toBe(recorded + 1);
    expect(told).toEqual(['database or disk is full', null]);
    database.close();
  });
});
