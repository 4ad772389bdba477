import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInflux, type TestInflux } from '../../../../test/servers/influx.ts';
import { createHttpClient } from '../../connect/http/client.ts';
import { openInflux } from '../../connect/influx.ts';
import { createSecrets } from '../../connect/secrets.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { createInfluxProbe } from './stores.ts';

describe('InfluxDB', () => {
  let server: TestInflux;
  const http = createHttpClient({ clock: systemClock() });
  const { signal } = new AbortController();

  beforeAll(async () => {
    server = await startInflux();
    await server.query('CREATE DATABASE acgs');
    await server.write(
      'acgs',
      'accuracy,model=churn value=0.91 1750000000\naccuracy,model=churn value=0.92 1750000060',
    );
  });
  afterAll(async () => {
    await http.close();
    await server?.close();
  });

  const open = (database = 'acgs') =>
    openInflux(
      { url: server.url, database },
      { secrets: createSecrets({ env: {}, redactor: createRedactor() }), http, timeoutMs: 5_000 },
    );

  it('is read with version and database', async () => {
    const reading = await createInfluxProbe(open(), 'acgs').run(signal);
    expect(reading).toMatchObject({ status: 'operational', reason: null, detail: 'database acgs' });
    expect(reading.version).toMatch(/^\d+\.\d+/);
    expect(reading.responseTimeMs).toBeGreaterThan(0);
  });

  it('is degraded without the database of the profile', async () => {
    expect(await createInfluxProbe(open('nowhere'), 'nowhere').run(signal)).toMatchObject({
      status: 'degraded',
      reason: 'there is no database nowhere',
    });
  });

  it('answers a query with series', async () => {
    expect(await open().query('SELECT value FROM accuracy GROUP BY model')).toEqual([
      {
        name: 'accuracy',
        tags: { model: 'churn' },
        columns: ['time', 'value'],
        rows: [
          [1_750_000_000_000, 0.91],
          [1_750_000_060_000, 0.92],
        ],
      },
    ]);
  });

  it('puts a refused query into words', async () => {
    await expect(open().query('SELEKT')).rejects.toMatchObject({ code: 'bad-answer' });
    await expect(open().query('SELEKT')).rejects.toThrow(/refuses the query: error parsing query/);
    await expect(open('nowhere').query('SELECT v FROM m')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('notices that the server stopped and recovers by itself when it is back', async () => {
    const probe = createInfluxProbe(open(), 'acgs');
    await server.stop();
    await expect(probe.run(signal)).rejects.toMatchObject({
      code: 'unreachable',
      message: `InfluxDB at ${new URL(server.url).host}: connection refused`,
    });
    await server.start();
    expect(await probe.run(signal)).toMatchObject({ status: 'operational' });
  });
});
