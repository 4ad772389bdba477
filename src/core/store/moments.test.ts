import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { migrate } from './database.ts';
import { DEFAULT_LIMITS, type Limits, openStore, type Store } from './index.ts';
import { seeded } from './journal/testing/seeded.ts';
import { factsAndSamples } from './migrations/0001-facts-and-samples.ts';
import { operationLocks } from './migrations/0002-operation-locks.ts';

const MAX_GAP_MS = 60_000;
const HOUR_MS = 3_600_000;
const MIB = 1_048_576;

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'acgs-moments-'));
  undo.push(() => rmSync(directory, { recursive: true }));
  return directory;
}

function open(directory = ':memory:', limits: Limits = DEFAULT_LIMITS): Store {
  const store = openStore(directory, MAX_GAP_MS, limits);
  undo.push(() => store.close());
  return store;
}

describe('any moment', () => {
  it.each([1, 2, 3, 4, 5])('of facts is what a replay of the observations says (seed %i)', (seed) => {
    const pick = seeded(seed);
    const { facts } = open();
    const seen: { subject: string; facet: string; value: string; at: number }[] = [];
    let at = 1_000_000;
    for (let step = 0; step < 600; step += 1) {
      at += pick(20) === 0 ? pick(10 * MAX_GAP_MS) : 1 + pick(20_000);
      const next = { subject: `s${pick(4)}`, facet: `f${pick(3)}`, value: `v${pick(3)}`, at };
      facts.record(next.subject, next.facet, next.value, at);
      seen.push(next);
    }
    for (let look = 0; look < 60; look += 1) {
      const moment = 1_000_000 + pick(at - 1_000_000 + 50_000);
      const replayed = new Map<string, { value: string; lastSeenAt: number }>();
      for (const { subject, facet, value, at: seenAt } of seen) {
        if (seenAt <= moment) replayed.set(`${subject} ${facet}`, { value, lastSeenAt: seenAt });
      }
      const told = facts.asOf(moment);
      expect(new Map(told.map((fact) => [`${fact.subject} ${fact.facet}`, fact.value]))).toEqual(
        new Map([...replayed].map(([key, { value }]) => [key, value])),
      );
      // The heartbeat never claims a look that nobody took: within a fact no gap is longer than allowed.
      for (const fact of told) {
        const known = replayed.get(`${fact.subject} ${fact.facet}`);
        expect(fact.lastSeenAt).toBeGreaterThanOrEqual(known?.lastSeenAt ?? Number.NaN);
        if (moment > fact.lastSeenAt) expect(fact.lastSeenAt).toBe(known?.lastSeenAt);
      }
    }
  });

  it.each([1, 2, 3])('of a table is what a replay of the changes says (seed %i)', async (seed) => {
    const pick = seeded(seed);
    const { tables } = open();
    const writer = tables.writer('pods');
    const rows = new Map<string, { n: number }>();
    const history: { at: number; rows: Map<string, { n: number }> }[] = [];
    let keyframes = 0;
    for (let step = 0; step < 300; step += 1) {
      const entries: [string, { n: number } | null][] = [];
      for (let change = pick(30); change >= 0; change -= 1) {
        const key = `pod-${pick(900)}`;
        const row = pick(5) === 0 ? null : { n: pick(1000) };
        entries.push([key, row]);
        if (row) rows.set(key, row);
        else rows.delete(key);
      }
      const at = step * 5000;
      const whole = writer.wantsKeyframe();
      if (whole) keyframes += 1;
      await writer.write(at, whole ? [...rows] : entries, whole);
      history.push({ at, rows: new Map(rows) });
    }
    expect(keyframes).toBeGreaterThan(1);
    for (let look = 0; look < 25; look += 1) {
      const moment = pick(301 * 5000);
      const replayed = history.findLast(({ at }) => at <= moment);
      const told = await tables.asOf('pods', moment);
      expect(told && [...told.rows].sort()).toEqual(replayed ? [...replayed.rows].sort() : null);
      expect(told?.changedAt).toBe(replayed?.at);
    }
    expect(await tables.asOf('pods', -1)).toBeNull();
    expect(await tables.asOf('nodes', 1)).toBeNull();
  });

  it('is told by whoever wrote last, when two look at the same table', async () => {
    const { tables } = open();
    const [one, other] = [tables.writer('pods'), tables.writer('pods')];
    await one.write(1000, [['a', 1]], true);
    await other.write(2000, [['b', 2]], true);
    await one.write(3000, [['c', 3]], false);
    const rowsAt = async (at: number) => [...((await tables.asOf('pods', at))?.rows ?? [])];
    expect(await rowsAt(2500)).toEqual([['b', 2]]);
    expect(await rowsAt(3500)).toEqual([
      ['a', 1],
      ['c', 3],
    ]);
  });
});

describe('facts of an earlier version', () => {
  it('are all there afterwards, with the same history', () => {
    const directory = folder();
    const old = new Database(join(directory, 'control-center.db'));
    migrate(old, [factsAndSamples, operationLocks]);
    const insert = old.prepare(
      'INSERT INTO fact (subject, facet, value, observed_at, last_seen_at) VALUES (?, ?, ?, ?, ?)',
    );
    insert.run('redis', 'status', '"down"', 100, 200);
    insert.run('redis', 'status', '"operational"', 300, 400);
    insert.run('governance', 'version', '"3.1.0"', 100, 400);
    old.exec(`INSERT INTO series (name, labels) VALUES ('x', '[]'); INSERT INTO sample VALUES (1, 5, 7.5)`);
    old.close();

    const { facts, samples } = open(directory);
    expect(facts.asOf(250)).toEqual([
      { subject: 'governance', facet: 'version', value: '3.1.0', observedAt: 100, lastSeenAt: 400 },
      { subject: 'redis', facet: 'status', value: 'down', observedAt: 100, lastSeenAt: 200 },
    ]);
    expect(facts.history('redis', 'status', 9).map(({ value }) => value)).toEqual(['operational', 'down']);
    expect(samples.count()).toBe(1);
    expect(samples.asOf('x', { from: 0, at: 10 })).toEqual([{ labels: {}, at: 5, value: 7.5 }]);
  });
});

describe('the limits', () => {
  /** Three hundred kilobytes an hour of what does not compress. */
  async function fill(store: Store, hours: number): Promise<void> {
    const pick = seeded(7);
    const noise = Array.from({ length: 80_000 }, () => pick(2 ** 32).toString(36)).join('');
    const writer = store.tables.writer('pods');
    for (let hour = 0; hour < hours; hour += 1) {
      const at = hour * HOUR_MS;
      await writer.write(at, [['noise', noise]], true);
      store.facts.record('redis', 'status', `status ${hour}`, at);
      store.samples.record(at, [{ name: 'x', labels: {}, value: hour }]);
      await store.keepWithinLimits(at);
    }
  }

  it('keep the files on the disk below the size, and forget the oldest first', async () => {
    const directory = folder();
    const sizeLimitBytes = 12 * MIB;
    const store = open(directory, { retentionMs: 365 * 24 * HOUR_MS, sizeLimitBytes });
    await fill(store, 40);
    const path = join(directory, 'control-center.db');
    const onDisk = statSync(path).size + (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0);
    expect(onDisk).toBeLessThan(sizeLimitBytes);
    expect(store.sizeBytes()).toBe(onDisk);
    const firstAt = store.facts.extent()?.firstAt ?? 0;
    expect(firstAt).toBeGreaterThan(10 * HOUR_MS);
    expect(firstAt).toBeLessThan(39 * HOUR_MS);
    expect((await store.tables.asOf('pods', 39 * HOUR_MS))?.changedAt).toBe(39 * HOUR_MS);
    expect(await store.tables.asOf('pods', 5 * HOUR_MS)).toBeNull();
  });

  it('forget what is too old, say so once, and keep the last that is known', async () => {
    const store = open(':memory:', { retentionMs: 10 * HOUR_MS, sizeLimitBytes: 1024 * MIB });
    store.facts.record('postgres', 'status', 'down', 0);
    await fill(store, 30);
    const forgotten = await store.keepWithinLimits(31 * HOUR_MS);
    expect(forgotten).toMatchObject({ because: 'age', keptSince: 21 * HOUR_MS });
    expect(await store.keepWithinLimits(31 * HOUR_MS)).toBeNull();
    expect(store.facts.asOf(31 * HOUR_MS, 'postgres').map(({ value }) => value)).toEqual(['down']);
    expect(store.facts.asOf(20 * HOUR_MS, 'redis')).toEqual([]);
    expect(store.samples.firstAt()).toBe(21 * HOUR_MS);
    expect(store.samples.count()).toBe(9);
    expect((await store.tables.asOf('pods', 22 * HOUR_MS))?.changedAt).toBe(22 * HOUR_MS);
  });
});

describe('a clock that jumps', () => {
  it('forward leaves a gap', () => {
    const { facts } = open();
    facts.record('redis', 'status', 'operational', 0);
    facts.record('redis', 'status', 'operational', 8 * HOUR_MS);
    expect(facts.factAt('redis', 'status', 4 * HOUR_MS)).toMatchObject({ observedAt: 0, lastSeenAt: 0 });
  });

  it('backward a little keeps the order', () => {
    const { facts } = open();
    facts.record('redis', 'status', 'operational', 10_000);
    facts.record('redis', 'status', 'down', 8000);
    facts.record('redis', 'status', 'operational', 9000);
    expect(facts.history('redis', 'status', 9).map(({ value }) => value)).toEqual([
      'operational',
      'down',
      'operational',
    ]);
    expect(facts.factAt('redis', 'status', 10_000)?.value).toBe('operational');
  });

  it('back from a wrong future draws back what was recorded there, and goes on in order', async () => {
    const store = open();
    const { facts, samples, tables } = store;
    facts.record('redis', 'status', 'operational', HOUR_MS);
    facts.record('redis', 'status', 'down', 50 * HOUR_MS);
    facts.record('redis', 'status', 'degraded', 51 * HOUR_MS);
    samples.record(51 * HOUR_MS, [{ name: 'x', labels: {}, value: 1 }]);
    const writer = tables.writer('pods');
    await writer.write(51 * HOUR_MS, [['a', 1]], true);

    store.drawBack(2 * HOUR_MS);
    facts.record('redis', 'status', 'operational', 2 * HOUR_MS + 1000);
    await writer.write(2 * HOUR_MS + 1000, [['a', 2]], false);
    expect(facts.history('redis', 'status', 9).map(({ value, observedAt }) => [value, observedAt])).toEqual([
      ['operational', 2 * HOUR_MS + 1000],
      ['degraded', 2 * HOUR_MS],
      ['down', 2 * HOUR_MS],
      ['operational', HOUR_MS],
    ]);
    expect(facts.factAt('redis', 'status', 2 * HOUR_MS)?.value).toBe('degraded');
    expect(samples.count()).toBe(0);
    expect([...((await tables.asOf('pods', 3 * HOUR_MS))?.rows ?? [])]).toEqual([['a', 2]]);
  });
});
