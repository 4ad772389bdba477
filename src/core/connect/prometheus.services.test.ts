import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPrometheus, type TestPrometheus } from '../../../test/servers/prometheus.ts';
import { systemClock } from '../kernel/clock.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { createHttpClient } from './http/client.ts';
import { openPrometheus } from './prometheus.ts';
import { createSecrets } from './secrets.ts';

describe('openPrometheus', () => {
  let server: TestPrometheus;
  const http = createHttpClient({ clock: systemClock() });

  beforeAll(async () => {
    server = await startPrometheus();
  });
  afterAll(async () => {
    await http.close();
    await server?.close();
  });

  const open = (url = server.url) =>
    openPrometheus(
      { url },
      { secrets: createSecrets({ env: {}, redactor: createRedactor() }), http, timeoutMs: 5_000 },
    );

  it('is ready and says its version', async () => {
    const status = await open(`${server.url}/`).status();
    expect(status.version).toMatch(/^\d+\.\d+/);
    expect(status.responseTimeMs).toBeGreaterThan(0);
  });

  it('answers scalars, vectors and matrices, with the special numbers', async () => {
    const atMs = Date.UTC(2025, 5, 27, 9);
    const connection = open();
    expect(await connection.query('1 + 1', { atMs })).toEqual([{ labels: {}, points: [[atMs, 2]] }]);
    expect(await connection.query('label_replace(vector(1/0), "a", "b", "", "")', { atMs })).toEqual([
      { labels: { a: 'b' }, points: [[atMs, Number.POSITIVE_INFINITY]] },
    ]);
    expect(await connection.query('vector(0/0)', { atMs })).toEqual([
      { labels: {}, points: [[atMs, Number.NaN]] },
    ]);
    expect(await connection.query('absent_nowhere', { atMs })).toEqual([]);
    const range = { fromMs: atMs, toMs: atMs + 60_000, stepMs: 30_000 };
    expect(await connection.queryRange('vector(3)', range)).toEqual([
      {
        labels: {},
        points: [
          [atMs, 3],
          [atMs + 30_000, 3],
          [atMs + 60_000, 3],
        ],
      },
    ]);
  });

  it('passes on why Prometheus refuses an expression', async () => {
    await expect(open().query('sum(')).rejects.toMatchObject({ code: 'bad-answer' });
    await expect(open().query('sum(')).rejects.toThrow(/refuses the query: .*parse error/);
  });

  it('notices that the server stopped and recovers by itself when it is back', async () => {
    const connection = open();
    await server.stop();
    await expect(connection.status()).rejects.toMatchObject({
      code: 'unreachable',
      message: `Prometheus at ${new URL(server.url).host}: connection refused`,
    });
    await server.start();
    expect(await connection.query('vector(1)')).toHaveLength(1);
  });
});
