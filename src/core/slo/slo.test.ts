import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_THRESHOLDS, resolveThresholds, thresholdOf } from '../connect/profile/thresholds.ts';
import { manualClock } from '../kernel/manual-clock.ts';
import { openStore, type Store } from '../store/index.ts';
import { createSlo } from './index.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.parse('2026-06-27T12:00:00Z');

let store: Store;

beforeEach(() => {
  store = openStore(':memory:', 60_000);
});

afterEach(() => {
  store.close();
});

/** A minute after minute, the newest at `NOW`: requests per second, and how many of them are bad. */
function record(minutes: number, figures: (ago: number) => { requests: number; bad?: number }): void {
  for (let ago = minutes - 1; ago >= 0; ago -= 1) {
    const { requests, bad } = figures(ago);
    store.samples.record(NOW - ago * 60_000, [
      { name: 'slo:requests:rate2m', labels: {}, value: requests },
      ...(bad === undefined ? [] : [{ name: 'slo:bad_requests:rate2m', labels: {}, value: bad }]),
    ]);
  }
}

const slo = () =>
  createSlo({
    samples: store.samples,
    threshold: thresholdOf(resolveThresholds({}), 'availability'),
    clock: manualClock(NOW),
  });
const availability = (at = NOW) => slo().availability(at);

describe('the error budget of availability', () => {
  it('is unknown when nothing was recorded', async () => {
    expect(await availability()).toMatchObject({
      state: 'no-data',
      level: 'unknown',
      availability: null,
      left: null,
    });
  });

  it('is what 99.9 % leaves of all requests, less what failed', async () => {
    record(120, () => ({ requests: 100, bad: 0.05 }));
    const found = await availability();
    expect(found).toMatchObject({ state: 'within', level: 'good', objective: 0.999 });
    expect(found.requests).toBeCloseTo(120 * 60 * 100, 3);
    expect(found.bad).toBeCloseTo(120 * 60 * 0.05, 3);
    expect(found.allowed).toBeCloseTo(720, 3);
    expect(found.left).toBeCloseTo(0.5, 6);
    expect(found.burns[0]?.long.rate).toBeCloseTo(0.5, 6);
    expect(found.goneInMs).toBeCloseTo(30 * DAY_MS, -1);
  });

  it('burns when both windows are above the factor, and no longer when the short one has ended', async () => {
    record(120, (ago) => ({ requests: 100, bad: ago < 50 ? 2 : 0 }));
    const burning = await availability();
    expect(burning.burns[0]).toMatchObject({ factor: 14.4, level: 'critical', exceeded: true });
    expect(burning).toMatchObject({ state: 'spent', level: 'critical', goneInMs: null });
  });

  it('calls no window burning before the record reaches into its older half', async () => {
    record(90, () => ({ requests: 100, bad: 5 }));
    const exceeded = async (ago: number) =>
      (await availability(NOW - ago * 60_000)).burns.filter((it) => it.exceeded).map(({ alert }) => alert);
    expect((await availability(NOW - 70 * 60_000)).burns.every(({ long }) => (long.rate ?? 0) > 14.4)).toBe(
      true,
    );
    expect(await exceeded(70)).toEqual([]);
    expect(await exceeded(50)).toEqual(['AvailabilityBudgetBurn1h']);
  });

  it('is not critical for what is over: the hour burns, its last five minutes do not', async () => {
    record(43_000, (ago) => ({ requests: 100, bad: ago >= 5 && ago < 60 ? 2 : 0 }));
    const over = await availability();
    expect(over.burns[0]?.long.rate).toBeGreaterThan(14.4);
    expect(over.burns[0]?.short.rate).toBe(0);
    expect(over.burns.map(({ exceeded }) => exceeded)).toEqual([false, false, false, false]);
    expect(over).toMatchObject({ state: 'within', level: 'good' });
    expect(over.left).toBeGreaterThan(0);
    expect(await availability(NOW - 10 * 60_000)).toMatchObject({ state: 'burning', level: 'critical' });
  });

  it('says how long it lasts at the rate of the last hour', async () => {
    record(10_000, (ago) => ({ requests: 100, bad: ago < 60 ? 0.6 : 0 }));
    const { goneInMs, left, burns } = await availability();
    expect(burns[0]?.long.rate).toBeCloseTo(6, 6);
    expect(goneInMs).toBeCloseTo(((left ?? 0) * 30 * DAY_MS) / 6, -1);
  });

  it('says nothing of fewer than a hundred requests an hour, and nothing of now when none are recorded', async () => {
    record(120, () => ({ requests: 0.02, bad: 0.01 }));
    expect(await availability()).toMatchObject({ state: 'spent' });
    expect((await availability()).burns[0]).toMatchObject({ long: { rate: null }, exceeded: false });
    expect((await availability(NOW + 2 * HOUR_MS)).burns[0]?.long).toEqual({ requests: 0, rate: null });
  });

  it('is stale when recording has stopped, and too few when hardly anybody asks', async () => {
    record(120, (ago) => ({ requests: ago < 90 ? 0.01 : 100, bad: 0 }));
    expect(await availability()).toMatchObject({ state: 'too-few', level: 'unknown' });
    expect(await availability(NOW + 2 * HOUR_MS)).toMatchObject({
      state: 'stale',
      level: 'unknown',
      recordedTo: new Date(NOW).toISOString(),
    });
  });

  it('does not count a gap as time with requests, nor what is older than 30 days', async () => {
    record(10, () => ({ requests: 10, bad: 0 }));
    store.samples.record(NOW + 5 * HOUR_MS, [{ name: 'slo:requests:rate2m', labels: {}, value: 10 }]);
    expect((await availability(NOW + 5 * HOUR_MS)).requests).toBeCloseTo(11 * 600, 3);
    expect((await availability(NOW + 30 * DAY_MS + HOUR_MS)).requests).toBeCloseTo(600, 3);
  });

  it('is a course from all of it to what is left, with gaps where nothing was recorded', async () => {
    record(120, (ago) => ({ requests: 100, bad: ago < 60 ? 0.1 : 0 }));
    store.samples.record(NOW + 2 * HOUR_MS, [
      { name: 'slo:requests:rate2m', labels: {}, value: 100 },
      { name: 'slo:bad_requests:rate2m', labels: {}, value: 0 },
    ]);
    const at = NOW + 2 * HOUR_MS;
    const course = await slo().burnDown(at, 24);
    expect(course?.from).toBe(NOW - 120 * 60_000);
    expect(course?.to).toBe(at);
    expect(course?.points).toHaveLength(25);
    expect(course?.points[0]).toEqual([course?.from, 1]);
    expect(course?.points[6]).toEqual([NOW - HOUR_MS, 1]);
    expect(course?.points[9]?.[1]).toBeCloseTo(1 - (30 * 0.1) / (121 * 0.1), 6);
    expect(course?.points.slice(13, 24).map(([, left]) => left)).toEqual(Array(11).fill(null));
    expect(course?.points.at(-1)?.[0]).toBe(at);
    expect(course?.points.at(-1)?.[1]).toBeCloseTo((await slo().availability(at)).left ?? Number.NaN, 9);
  });

  it('has no course when nothing was recorded, and a point a minute of what is new', async () => {
    expect(await slo().burnDown(NOW, 24)).toBeNull();
    record(10, () => ({ requests: 100, bad: 0 }));
    expect((await slo().burnDown(NOW, 360))?.points.map(([, left]) => left)).toEqual(Array(11).fill(1));
  });

  it.each([
    ['no-data', 'whether the objective is kept is not known', undefined],
    ['within', 'Nothing failed in the last hour', () => ({ requests: 100, bad: 0 })],
    [
      'within',
      'At the rate of the last hour, 0.50 times what lasts 30 days, the budget is gone in 30 d',
      () => ({ requests: 100, bad: 0.05 }),
    ],
    ['spent', 'more requests failed than may', () => ({ requests: 100, bad: 1 })],
    ['too-few', 'Too few requests in the last hour', () => ({ requests: 0.01, bad: 0 })],
  ])('says it in words: %s, %s', async (state, words, figures) => {
    if (figures) record(120, figures);
    const found = await availability();
    expect(found.state).toBe(state);
    expect(found.words).toContain(words);
  });

  it('names the alerts that the shipped rules fire', async () => {
    const rules = readFileSync(new URL('../../../resources/rules/slo.yaml', import.meta.url), 'utf8');
    const names = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
    expect((await availability()).burns.map(({ alert }) => alert)).toEqual(names);
  });

  it('has the objective of the guide', async () => {
    expect(DEFAULT_THRESHOLDS.find(({ id }) => id === 'availability')?.target).toBe(0.999);
  });
});
