import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { migrate } from '../database.ts';
import { DEFAULT_LIMITS, openStore, type Store } from '../index.ts';
import { seeded } from '../journal/testing/seeded.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { createSamples, type KnownSeries, type Points, type Samples } from './index.ts';
import { emptyPoints, isStale, setStale } from './points.ts';
import { unpackPoints } from './raw-chunk.ts';
import { unpackRolledUp } from './roll-up.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A day (UTC) begins. */
const MIDNIGHT = Date.UTC(2026, 5, 1);

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'acgs-samples-'));
  undo.push(() => rmSync(directory, { recursive: true }));
  return directory;
}

function open(directory = ':memory:'): Store {
  const store = openStore(directory, 60_000, { ...DEFAULT_LIMITS, retentionMs: 400 * DAY_MS });
  undo.push(() => store.close());
  return store;
}

function one(samples: Samples, name: string): KnownSeries {
  const [series] = samples.series(name);
  if (!series) throw new Error(`no series ${name}`);
  return series;
}

function listed({ times, values, length }: Points): [number, number][] {
  return Array.from({ length }, (_, index) => [times[index] ?? 0, values[index] ?? 0]);
}

async function tidy(samples: Samples, now: number): Promise<void> {
  for (let slices = 0; samples.tidy(now); slices += 1) if (slices > 100_000) throw new Error('never done');
}

describe('a recorded series', () => {
  it.each([1, 2, 3, 4])('is what a replay says, packed or not, in any order (seed %i)', async (seed) => {
    const pick = seeded(seed);
    const directory = folder();
    let { samples } = open(directory);
    const expected = new Map<number, number>();
    let at = MIDNIGHT - 3 * HOUR_MS;
    for (let step = 0; step < 3000; step += 1) {
      at += pick(200) === 0 ? -pick(60) * 60_000 : 1 + pick(20_000);
      const value = pick(10) === 0 ? pick(2 ** 32) / 7 : pick(1000) / 10;
      samples.record(at, [{ name: 'x', labels: {}, value }]);
      expected.set(at, value);
      if (pick(700) === 0) {
        // As after a restart, with another process on the same store meanwhile.
        const other = open(directory);
        other.samples.record(at + 1, [{ name: 'x', labels: {}, value: 7 }]);
        expected.set(at + 1, 7);
        if (pick(2) === 0) samples = other.samples;
      }
      if (pick(900) === 0) await tidy(samples, at + 2 * DAY_MS);
    }
    const times = [...expected.keys()].sort((a, b) => a - b);
    const all = times.map((time) => [time, expected.get(time)]);
    expect(listed(samples.points(one(samples, 'x'), 0, at + DAY_MS))).toEqual(all);
    expect(samples.count()).toBeGreaterThanOrEqual(all.length);
    for (let look = 0; look < 50; look += 1) {
      const [from, to] = [MIDNIGHT - 4 * HOUR_MS + pick(10 * HOUR_MS), pick(4 * HOUR_MS)];
      const part = all.filter(([time]) => (time ?? 0) >= from && (time ?? 0) <= from + to);
      expect(listed(samples.points(one(samples, 'x'), from, from + to))).toEqual(part);
      const [last] = samples.asOf('x', { from: 0, at: from });
      expect(last?.at).toBe(times.findLast((time) => time <= from));
    }
  });

  it('keeps NaN, infinities and the mark of its end', () => {
    const { samples } = open();
    const [id = 0] = samples.resolve([{ name: 'x', labels: {} }], 'test').map(Number);
    for (const [index, value] of [Number.NaN, Number.POSITIVE_INFINITY, 1].entries()) {
      samples.append(1000 + index, [id], Float64Array.of(value));
    }
    const mark = new Float64Array(1);
    setStale(mark, 0);
    samples.append(2000, [id], mark);
    const points = samples.points(one(samples, 'x'), 0, 9999);
    expect(listed(points).slice(0, 3)).toEqual([
      [1000, Number.NaN],
      [1001, Number.POSITIVE_INFINITY],
      [1002, 1],
    ]);
    expect([0, 3].map((index) => isStale(points.values, index))).toEqual([false, true]);
    expect(samples.asOf('x', { from: 0, at: 1999 })).toHaveLength(1);
    expect(samples.asOf('x', { from: 0, at: 2000 })).toEqual([]);
  });
});

describe('with time', () => {
  /** A day of a gauge with a breach of one sample, and of a counter that is reset once. */
  function record(samples: Samples, from: number, days: number): void {
    const ids = samples
      .resolve(
        [
          { name: 'gauge', labels: {} },
          { name: 'requests_total', labels: {} },
        ],
        'test',
      )
      .map(Number);
    for (let at = from; at < from + days * DAY_MS; at += 15_000) {
      const breach = at === from + 7 * HOUR_MS + 30_000;
      const sinceReset = at < from + 5 * HOUR_MS + 20_000 ? at - from : at - (from + 5 * HOUR_MS + 20_000);
      samples.append(at, ids, Float64Array.of(breach ? 2600 : 20 + ((at / 15_000) % 3), sinceReset / 1000));
    }
  }

  it('points become minutes and hours, in which a breach of seconds and a reset are still seen', async () => {
    const { samples } = open();
    record(samples, MIDNIGHT, 2);
    const gauge = one(samples, 'gauge');
    const before = samples.buckets(gauge, { from: MIDNIGHT, to: MIDNIGHT + 2 * DAY_MS, count: 48 });
    const rawCount = samples.count();
    for (const days of [17.5, 70]) {
      await tidy(samples, MIDNIGHT + days * DAY_MS);
      expect(samples.buckets(gauge, { from: MIDNIGHT, to: MIDNIGHT + 2 * DAY_MS, count: 48 })).toEqual(
        before,
      );
      const counter = samples.points(one(samples, 'requests_total'), MIDNIGHT, MIDNIGHT + 2 * DAY_MS);
      let rise = 0;
      for (let index = 1; index < counter.length; index += 1) {
        const [last, now] = [counter.values[index - 1] ?? 0, counter.values[index] ?? 0];
        rise += now < last ? now : now - last;
      }
      // Until the reset and since, without what lies between two looks about it.
      expect(rise).toBe(5 * 3600 + 15 + (43 * 3600 - 20 - 15));
    }
    expect(samples.count()).toBe(0);
    expect(rawCount).toBe(2 * 2 * 5760);
    expect(samples.summarise('gauge', { from: MIDNIGHT, to: MIDNIGHT + 2 * DAY_MS })).toMatchObject({
      count: 2 * 5760,
      firstAt: MIDNIGHT,
    });
    expect(samples.asOf('gauge', { from: 0, at: MIDNIGHT + 3 * HOUR_MS })[0]?.at).toBe(
      MIDNIGHT + 3 * HOUR_MS - 15_000,
    );
    expect(samples.firstAt()).toBe(MIDNIGHT);
    samples.prune(MIDNIGHT + DAY_MS);
    expect(samples.firstAt()).toBe(MIDNIGHT + DAY_MS);
  });

  it('a gap stays a gap', async () => {
    const { samples } = open();
    samples.record(MIDNIGHT, [{ name: 'x', labels: {}, value: 1 }]);
    samples.record(MIDNIGHT + 10 * HOUR_MS, [{ name: 'x', labels: {}, value: 3 }]);
    for (const days of [0, 20, 70]) {
      await tidy(samples, MIDNIGHT + days * DAY_MS);
      const reduced = samples.reduce('x', {}, { from: MIDNIGHT, to: MIDNIGHT + 12 * HOUR_MS, buckets: 12 });
      expect(reduced.flatMap(({ mean }, index) => (mean === null ? [] : [[index, mean]]))).toEqual([
        [0, 1],
        [10, 3],
      ]);
    }
  });

  it('samples of an earlier version are all there, before and after they are packed', async () => {
    const directory = folder();
    const old = new Database(join(directory, 'control-center.db'));
    migrate(old, MIGRATIONS.slice(0, 4));
    old.exec(`INSERT INTO series (name, labels) VALUES ('x', '[]'), ('y', '[["a","b"]]')`);
    const insert = old.prepare('INSERT INTO sample (series_id, at, value) VALUES (?, ?, ?)');
    const expected: [number, number][] = [];
    old.exec('BEGIN');
    for (let index = 0; index < 12_000; index += 1) {
      expected.push([MIDNIGHT + index * 15_000, Math.sqrt(index)]);
      for (const id of [1, 2]) insert.run(id, MIDNIGHT + index * 15_000, Math.sqrt(index));
    }
    old.exec("UPDATE tally SET n = 24000 WHERE name = 'sample'; COMMIT");
    old.close();
    const store = open(directory);
    const { samples } = store;
    const end = MIDNIGHT + 12_000 * 15_000;
    samples.record(end, [{ name: 'x', labels: {}, value: 5 }]);
    const all = [...expected, [end, 5]];
    expect(listed(samples.points(one(samples, 'x'), 0, end))).toEqual(all);
    expect(samples.asOf('y', { from: 0, at: end })).toEqual([
      { labels: { a: 'b' }, at: end - 15_000, value: Math.sqrt(11_999) },
    ]);
    expect(samples.firstAt()).toBe(MIDNIGHT);
    for (let slices = 0; slices < 3; slices += 1) samples.tidy(end);
    expect(listed(samples.points(one(samples, 'x'), 0, end))).toEqual(all);
    await store.keepWithinLimits(end);
    expect(listed(samples.points(one(samples, 'x'), 0, end))).toEqual(all);
    expect(listed(samples.points(one(samples, 'y'), 0, end))).toEqual(expected);
    expect(samples.count()).toBe(24_001);
    store.close();
    const after = new Database(join(directory, 'control-center.db'));
    expect(after.prepare("SELECT name FROM sqlite_schema WHERE name = 'sample_before'").all()).toEqual([]);
    after.close();
  });
});

describe('the size of the record', () => {
  it('is kept by forgetting the oldest samples first', async () => {
    const store = openStore(folder(), 60_000, { retentionMs: 400 * DAY_MS, sizeLimitBytes: 4 * 1_048_576 });
    undo.push(() => store.close());
    const { samples } = store;
    const pick = seeded(1);
    const ids = samples
      .resolve(
        Array.from({ length: 100 }, (_, index) => ({ name: 'noise', labels: { n: String(index) } })),
        'test',
      )
      .map(Number);
    const end = MIDNIGHT + 12_000 * 15_000;
    for (let at = MIDNIGHT; at < end; at += 15_000) {
      samples.append(
        at,
        ids,
        Float64Array.from(ids, () => pick(2 ** 32) / 7),
      );
      if (at % HOUR_MS === 0) await store.keepWithinLimits(at);
    }
    await store.keepWithinLimits(end);
    expect(store.sizeBytes()).toBeLessThan(4 * 1_048_576);
    expect(samples.firstAt()).toBeGreaterThan(MIDNIGHT + 10 * HOUR_MS);
    const points = samples.points(one(samples, 'noise'), 0, end);
    expect(points.length).toBeGreaterThan(1000);
    expect(points.times[points.length - 1]).toBe(end - 15_000);
  });
});

describe('a chunk that was damaged', () => {
  it('is read to its end, whatever it says', () => {
    const pick = seeded(4);
    for (let turn = 0; turn < 2000; turn += 1) {
      const data = Uint8Array.from({ length: pick(60) }, () => pick(256));
      const points = emptyPoints();
      unpackPoints({ data, fromAt: 1000, count: 240 }, points);
      expect(points.length).toBe(240);
      expect(unpackRolledUp({ data, fromAt: 0, count: 24 }, HOUR_MS)).toHaveLength(24);
    }
  });
});

describe('a series of which nothing is kept', () => {
  it('makes room for others, a day after it was seen to be empty', async () => {
    const store = open();
    const { samples } = store;
    samples.record(MIDNIGHT, [{ name: 'old', labels: {}, value: 1 }]);
    samples.record(MIDNIGHT + 410 * DAY_MS, [{ name: 'present', labels: {}, value: 1 }]);
    samples.resolve([{ name: 'made just now', labels: {} }], 'test');
    const names = () => samples.series(null).map(({ name }) => name);
    await store.keepWithinLimits(MIDNIGHT + 410 * DAY_MS);
    expect(names()).toEqual(['old', 'present', 'made just now']);
    await store.keepWithinLimits(MIDNIGHT + 411 * DAY_MS);
    const [id = 0] = samples.resolve([{ name: 'made just now', labels: {} }], 'test').map(Number);
    samples.append(MIDNIGHT + 411 * DAY_MS, [id], Float64Array.of(1));
    await store.keepWithinLimits(MIDNIGHT + 412 * DAY_MS);
    expect(names()).toEqual(['present', 'made just now']);
    samples.record(MIDNIGHT + 412 * DAY_MS, [{ name: 'old', labels: {}, value: 2 }]);
    expect(samples.asOf('old', { from: 0, at: MIDNIGHT + 413 * DAY_MS })).toMatchObject([{ value: 2 }]);
  });
});

describe('cardinality', () => {
  it('is bounded by source and in all, and what is left out is counted and named', () => {
    const database = new Database(':memory:');
    migrate(database);
    undo.push(() => database.close());
    const samples = createSamples(database, { perSource: 3, inAll: 5, labelBytes: 100 });
    const many = (count: number, source: string) =>
      samples.record(
        1000,
        Array.from({ length: count }, (_, index) => ({
          name: 'x',
          labels: { source, n: String(index) },
          value: 1,
        })),
        source,
      );
    many(10, 'one');
    many(10, 'one');
    many(10, 'two');
    samples.record(2000, [{ name: 'y', labels: { long: 'x'.repeat(200) }, value: 1 }], 'three');
    expect(samples.series(null)).toHaveLength(5);
    expect(
      samples.dropped().map(({ source, reason, samples: left, name }) => [source, reason, left, name]),
    ).toEqual([
      ['one', 'source-full', 14, 'x'],
      ['two', 'all-full', 8, 'x'],
      ['three', 'too-long', 1, 'y'],
    ]);
  });
});
