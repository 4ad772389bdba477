import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { figuresAt } from '../load-curve.ts';
import { type Loopback, listenOnLoopback } from '../loopback.ts';
import { createPace, type Pace } from '../pace.ts';
import { createInfluxServer } from './influx.ts';

const nowMs = Date.UTC(2025, 5, 27, 9);
const answer = z.object({
  results: z.array(
    z.object({
      error: z.string().optional(),
      series: z
        .array(
          z.object({ name: z.string(), columns: z.array(z.string()), values: z.array(z.array(z.unknown())) }),
        )
        .optional(),
    }),
  ),
});
let port: Loopback;
let pace: Pace;

beforeEach(async () => {
  pace = createPace(1);
  const figures = () => figuresAt(1, nowMs, { accuracyDrop: false, complianceDrop: false });
  port = await listenOnLoopback(
    createInfluxServer({ database: 'acgs', seed: 1, figures, pace, now: () => nowMs }),
  );
});
afterEach(async () => {
  pace.stop();
  await port.shut();
});

const url = (path: string) => `http://127.0.0.1:${port.port}${path}`;
const query = async (q: string, epoch?: string) => {
  const parameters = new URLSearchParams({ db: 'acgs', q, ...(epoch === undefined ? {} : { epoch }) });
  const response = await fetch(url(`/query?${parameters}`));
  return answer.parse(await response.json()).results[0]?.series?.[0];
};

describe('the InfluxDB stand-in', () => {
  it('answers a ping with its version and lists its databases', async () => {
    const ping = await fetch(url('/ping'));
    expect([ping.status, ping.headers.get('X-Influxdb-Version')]).toEqual([204, '1.8.10']);
    expect((await query('SHOW DATABASES'))?.values).toContainEqual(['acgs']);
  });

  it('holds a day of performance metrics, a point a minute', async () => {
    const count = await query('SELECT count(response_time_ms) FROM performance_metrics');
    expect(count?.values[0]?.[1]).toBe(1441);
    const latest = await query('SELECT * FROM "performance_metrics" ORDER BY time DESC LIMIT 1', 'ms');
    expect(latest?.columns).toHaveLength(8);
    expect(latest?.values[0]?.[0]).toBe(nowMs);
  });

  it('groups by time with mean and last', async () => {
    const series = await query(
      'SELECT mean("cpu_usage") AS "cpu", last(model_accuracy) FROM performance_metrics WHERE time >= now() - 6h AND time < now() GROUP BY time(1h) fill(none)',
    );
    expect(series?.columns).toEqual(['time', 'cpu', 'last']);
    expect(series?.values.map(([time]) => time)).toEqual(
      [3, 4, 5, 6, 7, 8].map((hour) => `2025-06-27T0${hour}:00:00.000Z`),
    );
    expect(series?.values[0]?.[1]).toBeGreaterThan(10);
  });

  it('takes points in line protocol', async () => {
    const body = `load,host=a value=1.5,ok=true,word="x" ${nowMs - 1000}\nload value=2i`;
    const written = await fetch(url('/write?db=acgs&precision=ms'), { method: 'POST', body });
    expect(written.status).toBe(204);
    expect((await query('SELECT value FROM load', 'ms'))?.values).toEqual([
      [nowMs - 1000, 1.5],
      [nowMs, 2],
    ]);
  });

  it('refuses what it does not understand', async () => {
    const failed = async (q: string, db = 'acgs') => {
      const response = await fetch(url(`/query?${new URLSearchParams({ db, q })}`));
      return [response.status, JSON.stringify(await response.json())];
    };
    expect(await failed('DROP SERIES')).toEqual([400, expect.stringContaining('error parsing query')]);
    expect(await failed('SELECT stddev(cpu_usage) FROM performance_metrics')).toEqual([
      400,
      expect.stringContaining('undefined function stddev()'),
    ]);
    expect(await failed('SELECT 1 FROM a', 'other')).toEqual([
      200,
      expect.stringContaining('database not found: other'),
    ]);
  });
});
