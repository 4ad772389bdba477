import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInflux, type TestInflux } from '../../../../test/servers/influx.ts';
import { createHttpClient } from '../../connect/http/client.ts';
import { openInflux } from '../../connect/influx.ts';
import { createSecrets } from '../../connect/secrets.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { evaluateRange, parseExpression } from '../../promql/index.ts';
import { openStore, type Store } from '../../store/index.ts';
import { createMetricsQuery, type RangeAnswer } from '../query.ts';
import { createSeriesSource } from '../source.ts';
import { readInflux } from './index.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const START = Date.UTC(2026, 4, 1);

interface Written {
  metric: string;
  labels: Record<string, string>;
  samples: [atMs: number, value: number][];
}

/** Six hours, a look every 15 s, give or take; one counter restarts, one gauge has a gap of half an hour and ends. */
function written(): Written[] {
  const times = Array.from({ length: 1440 }, (_, index) => START + index * 15_000 + ((index * 7) % 5) * 1000);
  const counter = (rate: number, restartAt = Number.POSITIVE_INFINITY): [number, number][] =>
    times.map((at) => [at, Math.round(((at >= restartAt ? at - restartAt : at - START) / 1000) * rate)]);
  const gauge = (period: number): [number, number][] =>
    times.map((at, index) => [at, Math.round(Math.sin(index / period) * 1000) / 10]);
  const isGone = (at: number) =>
    (at > START + 2 * HOUR_MS && at < START + 2.5 * HOUR_MS) || at > START + 5 * HOUR_MS + 11_000;
  return [
    { metric: 'app_requests_total', labels: { service: 'a', code: '200' }, samples: counter(3) },
    {
      metric: 'app_requests_total',
      labels: { service: 'b', code: '200' },
      samples: counter(5, START + 3 * HOUR_MS),
    },
    {
      metric: 'app_requests_total',
      labels: { service: 'b', code: '500', odd: `it's "x" \\ y` },
      samples: counter(1),
    },
    { metric: 'app_queue', labels: { service: 'a' }, samples: gauge(40) },
    { metric: 'app_queue', labels: { service: 'b' }, samples: gauge(97).filter(([at]) => !isGone(at)) },
    ...['0.1', '1', '+Inf'].map((le, index) => ({
      metric: 'app_seconds_bucket',
      labels: { service: 'a', le },
      samples: counter([2, 3, 4][index] ?? 0),
    })),
    { metric: 'app_seconds_count', labels: { service: 'a' }, samples: counter(4) },
    { metric: 'app_seconds_sum', labels: { service: 'a' }, samples: counter(2) },
    ...['0.5', '0.99'].map((quantile, index) => ({
      metric: 'app_wait',
      labels: { service: 'a', quantile },
      samples: gauge(50 + index),
    })),
  ];
}

const escaped = (text: string) => text.replace(/[ ,=]/g, '\\$&');
const tagsOf = (labels: Record<string, string>, without: string[] = []) =>
  Object.entries(labels)
    .filter(([name]) => !without.includes(name))
    .map(([name, value]) => `,${name}=${escaped(value)}`)
    .join('');

/** As telegraf's prometheus input writes with `metric_version = 1`: a measurement for each metric. */
function versionOne({ metric, labels, samples }: Written): string[] {
  const { le, quantile } = labels;
  const [, base = metric, suffix] = /^(app_seconds)_(.+)$/.exec(metric) ?? [];
  const field = le ?? quantile ?? suffix ?? (metric.endsWith('_total') ? 'counter' : 'gauge');
  return samples.map(
    ([at, value]) => `${base}${tagsOf(labels, ['le', 'quantile'])} ${escaped(field)}=${value} ${at / 1000}`,
  );
}

/** With `metric_version = 2`: a field for each metric. */
function versionTwo({ metric, labels, samples }: Written): string[] {
  return samples.map(([at, value]) => `prometheus${tagsOf(labels)} ${metric}=${value} ${at / 1000}`);
}

describe('what is older than our own record', () => {
  const clock = systemClock();
  const http = createHttpClient({ clock });
  let server: TestInflux;
  let store: Store;
  let own: Store;

  beforeAll(async () => {
    server = await startInflux();
    const all = written();
    for (const [database, lines] of [
      ['one', all.flatMap(versionOne)],
      ['two', all.flatMap(versionTwo)],
    ] as const) {
      await server.query(`CREATE DATABASE ${database}`);
      for (let at = 0; at < lines.length; at += 5000) {
        await server.write(database, lines.slice(at, at + 5000).join('\n'));
      }
    }
    store = openStore(':memory:', MINUTE_MS);
    for (const { metric, labels, samples } of all) {
      const [id = 0] = store.samples.resolve([{ name: metric, labels }], 'test').map(Number);
      for (const [at, value] of samples) store.samples.append(at, [id], Float64Array.of(value));
    }
    // Of our own there is the last hour of one series alone.
    own = openStore(':memory:', MINUTE_MS);
    const [id = 0] = own.samples
      .resolve([{ name: 'app_queue', labels: { service: 'own' } }], 'test')
      .map(Number);
    own.samples.append(START + 5.5 * HOUR_MS, [id], Float64Array.of(42));
  }, 60_000);
  afterAll(async () => {
    store.close();
    own.close();
    await http.close();
    await server?.close();
  });

  const influxOf = (database: string) =>
    openInflux(
      { url: server.url, database },
      { secrets: createSecrets({ env: {}, redactor: createRedactor() }), http, timeoutMs: 5000 },
    );
  const queryOf = (database: string, metricVersion?: 1 | 2) =>
    createMetricsQuery({
      ...{ source: createSeriesSource(own.samples), firstAt: own.samples.firstAt, prometheus: null },
      influx: influxOf(database),
      ...{ metricVersion, redactor: createRedactor(), log: silentLog },
      clock: systemClock(),
    });

  /** What PromQL says of all the samples. */
  const truth = (expression: string, range: { fromMs: number; toMs: number; stepMs: number }) =>
    evaluateRange({
      expression: parseExpression(expression),
      source: createSeriesSource(store.samples),
      ...range,
    }).series.map(({ labels, times, values }) => ({
      labels: Object.fromEntries(labels),
      points: Array.from(times, (time, index) => [time, values[index]]),
    }));

  const plain = (items: RangeAnswer['items']) => items.map(({ labels, points }) => ({ labels, points }));
  const range = { fromMs: START + 3 * MINUTE_MS, toMs: START + 6 * HOUR_MS, stepMs: 10 * MINUTE_MS };

  describe.each(['one', 'two'])('as telegraf writes it with metric_version %s', (database) => {
    it.each([
      'app_queue',
      'app_queue{service!="a"} offset 20m',
      'app_requests_total{service=~"b|c", code="500"}',
      `app_requests_total{odd="it's \\"x\\" \\\\ y"}`,
      'app_requests_total{odd=""}',
      'sum by (service) (app_requests_total) / 2',
      'max_over_time(app_queue[20m])',
      'min_over_time(app_queue{service="b"}[30m])',
      'last_over_time(app_queue[5m])',
      'count_over_time(app_queue[7m])',
      'resets(app_requests_total[30m])',
      'irate(app_requests_total[5m])',
      'quantile_over_time(0.9, app_queue[10m])',
      'timestamp(app_queue)',
      'app_queue @ end()',
      'avg_over_time(max_over_time(app_queue[2m])[20m:5m])',
      'app_seconds_bucket',
      'app_seconds_count - app_seconds_sum',
      'app_wait{quantile="0.99"}',
      'app_queue unless app_wait',
    ])('is answered as PromQL would from every sample: %s', async (expression) => {
      const answer = await queryOf(database).range(expression, range);
      expect(answer.source).toMatch(/^InfluxDB/);
      const expected = truth(expression, range);
      expect(expected.length).toBeGreaterThan(0);
      expect(plain(answer.items)).toEqual(expected);
    });

    it.each([
      ['rate(app_requests_total[10m])', 0.25],
      ['increase(app_requests_total{code="500"}[1h])', 180],
      ['avg_over_time(app_queue{service="a"}[1h])', 1],
      ['histogram_quantile(0.9, rate(app_seconds_bucket[30m]))', 0.05],
    ])('is close to that where parts of time stand for many samples: %s', async (expression, tolerance) => {
      const exact = truth(expression, range);
      const few = await queryOf(database).range(expression, range);
      expect(few).toMatchObject({ source: 'InfluxDB' });
      expect(plain(few.items)).toEqual(exact);
      const parsed = parseExpression(expression);
      // From where every range is whole.
      const whole = { ...range, fromMs: START + HOUR_MS };
      const many = await readInflux(influxOf(database), parsed, whole, undefined, 0);
      expect(many.words).toMatch(/^InfluxDB, in parts of /);
      const { series } = evaluateRange({ expression: parsed, source: many.source, ...whole });
      const expected = truth(expression, whole);
      expect(series.map(({ labels }) => Object.fromEntries(labels))).toEqual(
        expected.map(({ labels }) => labels),
      );
      for (const [row, { times, values }] of series.entries()) {
        const right = expected[row]?.points ?? [];
        expect([...times]).toEqual(right.map(([at]) => at));
        // What a part ended with is up to 19 s older than its end; means are of values between -100 and 100.
        const off = [...values].filter(
          (value, index) => Math.abs(value - Number(right[index]?.[1])) > tolerance,
        );
        // Of a part in which a counter restarts, what it had counted before is not seen.
        expect(off.length).toBeLessThanOrEqual(
          expression.startsWith('rate(app_requests') && row === 1 ? 1 : 0,
        );
      }
    });

    it('is reduced there and not here', async () => {
      const month = { fromMs: START - 30 * 24 * HOUR_MS, toMs: START + 6 * HOUR_MS, stepMs: HOUR_MS };
      const answer = await queryOf(database).range('app_queue', month);
      expect(answer.source).toBe('InfluxDB, in parts of 5m');
      expect(plain(answer.items)).toEqual(truth('app_queue', month));
    });
  });

  it('is asked of nobody else where our own record is old enough', async () => {
    const late = { fromMs: START + 5.5 * HOUR_MS, toMs: START + 6 * HOUR_MS, stepMs: MINUTE_MS };
    expect(await queryOf('one').range('app_queue', late)).toMatchObject({
      source: 'recorded here',
      items: [{ labels: { service: 'own' } }],
    });
  });

  it.each([
    ['one', undefined, 'nothing_like_it', 'InfluxDB holds no series nothing_like_it'],
    ['one', 2, 'app_queue', 'InfluxDB holds no series app_queue'],
    ['two', 1, 'app_queue', 'InfluxDB holds no series app_queue'],
    ['two', undefined, 'app_queue{service="nobody"}', 'InfluxDB holds nothing of it in this time'],
    ['two', undefined, '{service="a"}', 'InfluxDB is asked by the name of a metric, and a selector has none'],
    [
      'nowhere',
      undefined,
      'app_queue',
      /refuses the query: database not found: nowhere|holds no series app_queue/,
    ],
  ] as const)(
    'that %s (version %s) does not hold is our own, and that is said: %s',
    async (database, version, expression, why) => {
      const { source } = await queryOf(database, version).range(expression, range);
      expect(source).toMatch(/^recorded here; /);
      expect(source.slice('recorded here; '.length)).toEqual(
        typeof why === 'string' ? why : expect.stringMatching(why),
      );
    },
  );

  it('is our own while it is down, and that is said', async () => {
    const { host } = new URL(server.url);
    await server.stop();
    const answer = await queryOf('one').range('app_queue', range);
    expect(answer).toMatchObject({ items: [{ labels: { service: 'own' } }] });
    expect(answer.source).toBe(`recorded here; InfluxDB at ${host}: connection refused`);
    await server.start();
    expect((await queryOf('one').range('app_queue', range)).source).toMatch(/^InfluxDB/);
  }, 30_000);
});
