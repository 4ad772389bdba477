import { describe, expect, it } from 'vitest';
import type { InfluxConnection } from '../connect/influx.ts';
import { OperatorError } from '../kernel/errors.ts';
import { silentLog } from '../kernel/log.ts';
import { manualClock } from '../kernel/manual-clock.ts';
import { openStore } from '../store/index.ts';
import { TARGET_SERIES } from './recorder.ts';
import { createTrends } from './trends.ts';

const MINUTE_MS = 60_000;

function influxOf(rows: unknown[][]): InfluxConnection {
  return {
    status: () => Promise.reject(new Error('not asked here')),
    query: async () => [
      { name: 'performance_metrics', tags: {}, columns: ['time', 'min', 'mean', 'max'], rows },
    ],
    close: async () => {},
  };
}

function setup(influx: InfluxConnection | null) {
  const clock = manualClock();
  const { samples } = openStore(':memory:', MINUTE_MS);
  return { clock, samples, trends: createTrends({ samples, influx, clock, log: silentLog }) };
}

describe('a trend', () => {
  it('takes our own samples where we looked and the monitoring database where we did not', async () => {
    const from = manualClock().now();
    const { samples, trends } = setup(
      influxOf([
        [from, 400, 450, 500],
        [from + MINUTE_MS, 1, 2, 3],
        [from + 2 * MINUTE_MS, null, null, null],
      ]),
    );
    samples.record(from + MINUTE_MS, [
      { name: TARGET_SERIES, labels: { target: 'response-time' }, value: 470 },
    ]);
    const trend = await trends.over('response-time', { from, to: from + 3 * MINUTE_MS, buckets: 3 });
    expect(trend.buckets.map(({ min, mean, max }) => [min, mean, max])).toEqual([
      [400, 450, 500],
      [470, 470, 470],
      [null, null, null],
    ]);
    expect(trend.source).toBe('InfluxDB, then recorded here');
  });

  it('lets one minute of theirs speak for every bucket within it', async () => {
    const from = manualClock().now();
    const { trends } = setup(influxOf([[from, 1, 2, 3]]));
    const trend = await trends.over('response-time', { from, to: from + 2 * MINUTE_MS, buckets: 4 });
    expect(trend.buckets.map(({ mean }) => mean)).toEqual([2, 2, null, null]);
  });

  it('reads percent as the ratio it means', async () => {
    const from = manualClock().now();
    const { trends } = setup(influxOf([[from, 96, 97, 98]]));
    const trend = await trends.over('compliance', { from, to: from + MINUTE_MS, buckets: 1 });
    expect(trend.buckets[0]).toMatchObject({ min: 0.96, mean: 0.97, max: 0.98 });
  });

  it('goes on with what it has when the monitoring database is down', async () => {
    const down = influxOf([]);
    down.query = () => Promise.reject(new OperatorError('unreachable', 'InfluxDB: connection refused'));
    const { clock, trends } = setup(down);
    await trends.refresh();
    const from = clock.now();
    const trend = await trends.over('cpu', { from, to: from + MINUTE_MS, buckets: 2 });
    expect(trend).toMatchObject({ source: 'nothing recorded yet' });
    expect(trends.recent('cpu').buckets.every((bucket) => bucket.mean === null)).toBe(true);
  });
});
