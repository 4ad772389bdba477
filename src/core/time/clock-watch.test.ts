import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../kernel/log.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { type Limits, openStore, type Store } from '../store/index.ts';
import { seeded } from '../store/journal/testing/seeded.ts';
import { createUpkeep, type Upkeep } from './upkeep.ts';

const MAX_GAP_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;
const MIB = 1_048_576;
const LIMITS: Limits = { retentionMs: 40 * DAY_MS, sizeLimitBytes: 64 * MIB };

const stores: Store[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

interface Desk {
  clock: ManualClock;
  store: Store;
  open(): Upkeep;
}

/** A record of 30 days, an entry an hour, that ends now. */
async function recorded(limits = LIMITS, noise = ''): Promise<Desk> {
  const clock = manualClock();
  const store = openStore(':memory:', MAX_GAP_MS, limits);
  stores.push(store);
  const writer = store.tables.writer('pods');
  for (let hour = 30 * 24; hour >= 0; hour -= 1) {
    const at = clock.now() - hour * HOUR_MS;
    look(store, at);
    if (hour % 24 === 0) await writer.write(at, [['day', `${hour / 24}${noise}`]], true);
  }
  const open = () => createUpkeep({ store, clock, log: silentLog, maxGapMs: MAX_GAP_MS });
  return { clock, store, open };
}

function look(store: Store, at: number): void {
  store.facts.record('redis', 'status', at % 2 === 0 ? `as of ${at}` : 'odd', at);
  store.samples.record(at, [{ name: 'x', labels: {}, value: at }]);
}

/** Everything that was known before the clock jumped, at some of its moments. */
async function past(store: Store, until: number) {
  const moments = [30, 20, 10, 1].map((days) => until - days * DAY_MS);
  return {
    facts: moments.map((at) => store.facts.factAt('redis', 'status', at)),
    tables: await Promise.all(
      moments.map(async (at) => [...((await store.tables.asOf('pods', at))?.rows ?? [])]),
    ),
    samples: store.samples.summarise('x', { from: 0, to: until }).count,
  };
}

describe('a clock that is years ahead', () => {
  it('costs nothing of the record while it runs, is told, and all is in order when it is set right', async () => {
    const { clock, store, open } = await recorded();
    const upkeep = open();
    const jumpedAt = clock.now();
    const before = await past(store, jumpedAt);
    clock.sleep(10 * YEAR_MS);
    // Looks are taken before it is noticed, and after.
    look(store, clock.now());
    for (let pass = 0; pass < 3; pass += 1) {
      await upkeep.run();
      await clock.advance(HOUR_MS);
      look(store, clock.now());
    }
    expect(await past(store, jumpedAt)).toEqual(before);
    expect(upkeep.trouble()?.message).toBe(
      'The clock of this machine went 3650 days ahead of the last that was recorded before (2025-06-27T09:00:00.000Z): until 2035-07-02T09:00:00.000Z nothing is forgotten for it',
    );
    clock.sleep(-10 * YEAR_MS);
    await upkeep.run();
    expect(upkeep.trouble()).toBeNull();
    expect(await past(store, jumpedAt)).toEqual(before);
    expect(store.facts.extent()?.lastAt).toBe(clock.now());
  });

  it('costs nothing either when it jumped while nothing ran, and a single look was written down first', async () => {
    const { clock, store, open } = await recorded();
    const jumpedAt = clock.now();
    const before = await past(store, jumpedAt);
    clock.sleep(10 * YEAR_MS);
    open();
    look(store, clock.now());
    clock.sleep(10 * YEAR_MS);
    open();
    look(store, clock.now());
    const upkeep = open();
    await upkeep.run();
    expect(await past(store, jumpedAt)).toEqual(before);
    expect(upkeep.trouble()?.message).toContain('went 7300 days ahead');
  });

  it('is believed when nobody sets it right for days', async () => {
    const { clock, store, open } = await recorded();
    const jumpedAt = clock.now();
    open();
    clock.sleep(10 * YEAR_MS);
    const upkeep = open();
    await clock.advance(11 * DAY_MS);
    look(store, clock.now());
    await upkeep.run();
    expect(upkeep.trouble()).toBeNull();
    expect((await past(store, jumpedAt)).samples).toBe(0);
  });

  it('does not make the size limit throw away more than the oldest', async () => {
    const pick = seeded(7);
    const noise = Array.from({ length: 40_000 }, () => pick(2 ** 32).toString(36)).join('');
    const { clock, store, open } = await recorded({ ...LIMITS, sizeLimitBytes: 4 * MIB }, noise);
    const jumpedAt = clock.now();
    open();
    clock.sleep(10 * YEAR_MS);
    await open().run();
    expect(store.sizeBytes()).toBeLessThan(4 * MIB);
    const { samples } = await past(store, jumpedAt);
    expect(samples).toBeGreaterThan(10 * 24);
    expect(samples).toBeLessThan(30 * 24);
  });
});

describe('a clock that is years behind', () => {
  it('leaves the record as it is, is told, and is forgotten when it is set right', async () => {
    const { clock, store, open } = await recorded();
    const upkeep = open();
    const jumpedAt = clock.now();
    const before = await past(store, jumpedAt);
    const firstAt = store.facts.extent()?.firstAt;
    clock.sleep(-55 * YEAR_MS);
    for (let pass = 0; pass < 3; pass += 1) {
      await upkeep.run();
      await clock.advance(HOUR_MS);
      look(store, clock.now());
    }
    expect(upkeep.trouble()?.message).toMatch(
      /^The clock of this machine says 1970-07-11T.* the record stays as it is/,
    );
    expect((await past(store, jumpedAt)).facts).toEqual(before.facts);
    expect((await past(store, jumpedAt)).tables).toEqual(before.tables);
    expect(store.facts.extent()?.firstAt).toBe(firstAt);
    clock.sleep(55 * YEAR_MS);
    await upkeep.run();
    expect(upkeep.trouble()).toBeNull();
    expect(await past(store, jumpedAt)).toEqual(before);
  });

  it('is believed when nobody sets it right for days: the record goes on from there', async () => {
    const { clock, store, open } = await recorded();
    clock.sleep(-YEAR_MS);
    const upkeep = open();
    expect(upkeep.trouble()).not.toBeNull();
    await clock.advance(11 * DAY_MS);
    await upkeep.run();
    expect(upkeep.trouble()).toBeNull();
    expect(store.facts.extent()?.lastAt).toBe(clock.now());
  });
});

it('a clock that is set back by an hour draws the record back to it, and a mark says so', async () => {
  const { clock, store, open } = await recorded();
  const upkeep = open();
  clock.sleep(-HOUR_MS);
  await upkeep.run();
  expect(upkeep.trouble()).toBeNull();
  expect(store.facts.extent()?.lastAt).toBe(clock.now());
  expect(store.facts.history('record', 'clock', 1)).toMatchObject([{ value: { byMs: -HOUR_MS } }]);
});
