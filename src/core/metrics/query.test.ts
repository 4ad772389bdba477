import { afterEach, describe, expect, it } from 'vitest';
import type { PrometheusConnection } from '../connect/prometheus.ts';
import { type Clock, systemClock } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import { silentLog } from '../kernel/log.ts';
import { slowMachine } from '../kernel/manual-clock.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { openStore, type Store } from '../store/index.ts';
import { staleMark } from '../store/samples/index.ts';
import { createMetricsQuery } from './query.ts';
import { createSeriesSource } from './source.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 5, 1);

const stores: Store[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

function setup(prometheus: PrometheusConnection | null = null, clock: Clock = systemClock()) {
  const store = openStore(':memory:', 60_000);
  stores.push(store);
  const { samples } = store;
  const source = createSeriesSource(samples);
  const query = createMetricsQuery({
    ...{ source, firstAt: samples.firstAt, prometheus, log: silentLog, redactor: createRedactor() },
    clock,
    ...{ influx: null, metricVersion: undefined },
  });
  return { store, samples, query };
}

/** Two services for so many minutes, a look every 15 s; the second is restarted in the middle. */
function record({ samples }: ReturnType<typeof setup>, minutes: number) {
  const ids = samples
    .resolve(
      ['a', 'b'].map((service) => ({ name: 'requests_total', labels: { service } })),
      'test',
    )
    .map(Number);
  const half = (minutes * MINUTE_MS) / 2;
  for (let at = 0; at <= minutes * MINUTE_MS; at += 15_000) {
    samples.append(START + at, ids, Float64Array.of(at / 1000, (at < half ? at : at - half) / 500));
  }
  return ids;
}

describe('PromQL over what is recorded', () => {
  it('answers for one moment', async () => {
    const all = setup();
    record(all, 10);
    const at = START + 9 * MINUTE_MS;
    expect(await all.query.instant('round(sum(rate(requests_total{service=~"a|b"}[2m])))', at)).toEqual({
      type: 'vector',
      at: '2026-06-01T00:09:00.000Z',
      newestAt: '2026-06-01T00:09:00.000Z',
      items: [{ labels: {}, value: 3, at: null, points: [] }],
      text: null,
    });
    expect((await all.query.instant('resets({service=~"b|c"}[10m])', at)).items).toEqual([
      { labels: { service: 'b' }, value: 1, at: null, points: [] },
    ]);
    expect(await all.query.instant('1 / 0', at)).toMatchObject({
      type: 'scalar',
      items: [{ value: '+Inf' }],
    });
    expect(await all.query.instant('"text"', at)).toMatchObject({ type: 'string', text: 'text', items: [] });
    expect((await all.query.instant('requests_total{service="a"}[30s]', at)).items).toEqual([
      {
        labels: { __name__: 'requests_total', service: 'a' },
        value: null,
        at: '2026-06-01T00:09:00.000Z',
        points: [
          [at - 15_000, 525],
          [at, 540],
        ],
      },
    ]);
  });

  it('answers over a range, and leaves gaps where a series had ended', async () => {
    const all = setup();
    const [id = 0] = record(all, 10);
    all.samples.append(START + 10 * MINUTE_MS + 1, [id], staleMark(1));
    const range = { fromMs: START + 8 * MINUTE_MS, toMs: START + 12 * MINUTE_MS, stepMs: 2 * MINUTE_MS };
    const answer = await all.query.range('requests_total', range);
    expect(answer).toMatchObject({ source: 'recorded here', stepMs: 120_000 });
    const points = answer.items.map(({ labels, points: all }) => [
      labels.service,
      all.map(([, value]) => value),
    ]);
    expect(points).toEqual([
      ['a', [480, 600]],
      ['b', [360, 600, 600]],
    ]);
  });

  it('gives the same rate, restarts and all, when the samples have become minutes and hours', async () => {
    const all = setup();
    record(all, 600);
    const at = START + 600 * MINUTE_MS;
    const rate = async () =>
      (await all.query.instant('increase(requests_total[9h])', at)).items.map(({ value }) => Number(value));
    const before = await rate();
    for (const days of [17, 70]) {
      while (all.samples.tidy(START + days * DAY_MS));
      for (const [index, value] of (await rate()).entries()) {
        expect(Math.abs(value / (before[index] ?? 0) - 1)).toBeLessThan(0.002);
      }
    }
  });

  it('says how old what it goes by is: of each value that was measured, and of all of them', async () => {
    const all = setup();
    const [first = 0] = record(all, 10);
    const end = START + 10 * MINUTE_MS;
    all.samples.append(end + 30_000, [first], Float64Array.of(700));
    const at = end + 2 * MINUTE_MS;
    const answer = await all.query.instant('(requests_total)', at);
    expect(answer.newestAt).toBe('2026-06-01T00:10:30.000Z');
    expect(answer.items.map(({ labels, at: measured }) => [labels.service, measured])).toEqual([
      ['a', '2026-06-01T00:10:30.000Z'],
      ['b', '2026-06-01T00:10:00.000Z'],
    ]);
    expect((await all.query.instant('requests_total offset 5m', end)).newestAt).toBe(
      '2026-06-01T00:05:00.000Z',
    );
    expect((await all.query.instant('1 + 1', at)).newestAt).toBeNull();
    expect(await all.query.instant('no_such_metric', at)).toMatchObject({ newestAt: null, items: [] });
    const range = { fromMs: START, toMs: at, stepMs: MINUTE_MS };
    expect((await all.query.range('sum(requests_total)', range)).newestAt).toBe('2026-06-01T00:10:30.000Z');
  });

  it('is given up in the middle, and the next question is answered as if nothing had been', async () => {
    // Every look at the clock finds that the slice is over.
    const clock = slowMachine(systemClock(), 1000);
    const all = setup(null, clock);
    record(all, 10);
    const range = { fromMs: START, toMs: START + 10 * MINUTE_MS, stepMs: 60_000 };
    const reason = new Error('the view was closed');
    const controller = new AbortController();
    const given = all.query.range('requests_total', { ...range, signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await expect(given).rejects.toBe(reason);
    await expect(all.query.instant('requests_total', START, controller.signal)).rejects.toBe(reason);
    expect((await all.query.range('requests_total', range)).items).toHaveLength(2);
  });

  it('refuses what is no PromQL in its words, and more steps than anybody can see', async () => {
    const { query } = setup();
    await expect(query.instant('sum(', START)).rejects.toThrow(/parse error/);
    const range = { fromMs: START, toMs: START + DAY_MS, stepMs: 1000 };
    await expect(query.range('up', range)).rejects.toThrow('That is more than 11000 steps');
  });

  it('asks Prometheus for what is older than our own record, and goes on without it', async () => {
    let fails = false;
    const asked: string[] = [];
    const prometheus: PrometheusConnection = {
      status: () => Promise.reject(new Error('not asked here')),
      query: () => Promise.reject(new Error('not asked here')),
      async queryRange(expression) {
        asked.push(expression);
        if (fails) throw new OperatorError('unreachable', 'Prometheus is not there');
        return [{ labels: { job: 'x' }, points: [[START, Number.NaN]] }];
      },
      alerts: () => Promise.reject(new Error('not asked here')),
      rules: () => Promise.reject(new Error('not asked here')),
      close: async () => {},
    };
    const all = setup(prometheus);
    record(all, 10);
    const old = { fromMs: START - DAY_MS, toMs: START + MINUTE_MS, stepMs: MINUTE_MS };
    expect(await all.query.range('up', old)).toMatchObject({
      source: 'Prometheus',
      newestAt: new Date(START).toISOString(),
      items: [{ labels: { job: 'x' }, points: [[START, 'NaN']] }],
    });
    fails = true;
    expect(await all.query.range('requests_total', old)).toMatchObject({
      source: 'recorded here; Prometheus is not there',
    });
    const own = { ...old, fromMs: START + MINUTE_MS, toMs: START + 2 * MINUTE_MS };
    expect((await all.query.range('requests_total', own)).items).toHaveLength(2);
    expect(asked).toEqual(['up', 'requests_total']);
  });
});
