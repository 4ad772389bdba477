import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { openStore, type Store } from './index.ts';

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
    const database = openDatabase(directory);
    database.pragma('user_version = 99');
    database.close();
    expect(() => openStore(directory, 1)).toThrow(/newer version \(schema 99/);
  });

  it('refuses a data folder that is a file in one sentence', () => {
    const file = join(temporaryDirectory(), 'taken');
    writeFileSync(file, '');
    expect(() => openStore(file, 1)).toThrow(/The local store cannot be opened/);
  });
});
