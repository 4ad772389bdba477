import { describe, expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import { increasesBetween, recordedIncreases } from './increases.ts';
import { usualTime } from './usual.ts';

const AT = Date.UTC(2026, 0, 5, 9);
const store = () => openStore(':memory:', 60_000);
const labels = { job: 'redis', instance: 'a' };
const rise = (samples: Parameters<typeof recordedIncreases>[0], now: number) =>
  recordedIncreases(samples, {
    series: { hits: 'hits_total' },
    labels: { job: 'redis' },
    now: { hits: now },
    at: AT,
  });

describe('how much counters rose', () => {
  it('is since the first of the last five minutes that are recorded, up to now', () => {
    const { samples, close } = store();
    samples.record(AT - 600_000, [{ name: 'hits_total', labels, value: 1 }]);
    samples.record(AT - 240_000, [{ name: 'hits_total', labels, value: 100 }]);
    samples.record(AT - 15_000, [{ name: 'hits_total', labels, value: 140 }]);
    expect(rise(samples, 150)).toEqual({ overMs: 240_000, by: { hits: 50 }, since: 'record' });
    close();
  });

  it('goes on from a reset', () => {
    const { samples, close } = store();
    samples.record(AT - 240_000, [{ name: 'hits_total', labels, value: 100 }]);
    samples.record(AT - 120_000, [{ name: 'hits_total', labels, value: 130 }]);
    samples.record(AT - 60_000, [{ name: 'hits_total', labels, value: 7 }]);
    expect(rise(samples, 9)?.by).toEqual({ hits: 39 });
    close();
  });

  it('is not known from a record that ended, or began a moment ago, or is of another server', () => {
    const { samples, close } = store();
    expect(rise(samples, 9)).toBeNull();
    samples.record(AT - 900_000, [{ name: 'hits_total', labels, value: 1 }]);
    expect(rise(samples, 9)).toBeNull();
    samples.record(AT - 2_000, [{ name: 'hits_total', labels, value: 4 }]);
    expect(rise(samples, 9)).toBeNull();
    samples.record(AT - 60_000, [{ name: 'hits_total', labels: { job: 'other' }, value: 4 }]);
    expect(rise(samples, 9)).toBeNull();
    close();
  });

  it('between two readings leaves out what one of them does not say', () => {
    expect(increasesBetween({ a: 1, b: 5, c: null }, { a: 4, b: 2, c: 8, d: 1 }, 2000)).toEqual({
      overMs: 2000,
      by: { a: 3, b: 2 },
      since: 'this look',
    });
  });
});

describe('what is usual', () => {
  it('is the median of a day, of twenty looks or more', () => {
    const { samples, close } = store();
    const record = (index: number, value: number) =>
      samples.record(AT - index * 60_000, [
        { name: 'probe_response_time_ms', labels: { system: 'governance' }, value },
      ]);
    for (let index = 19; index >= 1; index -= 1) record(index, index);
    expect(usualTime(samples, 'governance', AT)).toBeNull();
    record(0, 5000);
    expect(usualTime(samples, 'governance', AT)).toEqual({ medianMs: 10.5, samples: 20 });
    expect(usualTime(samples, 'integrity', AT)).toBeNull();
    close();
  });
});
