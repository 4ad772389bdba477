import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startPostgres, type TestPostgres } from '../../../../test/servers/postgres.ts';
import { openPostgres, type PostgresConnection } from '../../connect/postgres.ts';
import { createSecrets } from '../../connect/secrets.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { createPostgresProbe } from './stores.ts';

describe('PostgreSQL', () => {
  let server: TestPostgres;
  const opened: PostgresConnection[] = [];
  const { signal } = new AbortController();

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterEach(() => Promise.all(opened.splice(0).map((connection) => connection.close())));
  afterAll(() => server?.close());

  const open = (options: { url?: string; password?: string | null; timeoutMs?: number } = {}) => {
    const { url = server.url, password = server.password, timeoutMs = 5_000 } = options;
    const secrets = createSecrets({ env: { PASSWORD: password ?? undefined }, redactor: createRedactor() });
    const connection = openPostgres(
      { url, ...(password === null ? {} : { password: { env: 'PASSWORD' } }) },
      { secrets, clock: systemClock(), log: silentLog, timeoutMs },
    );
    opened.push(connection);
    return connection;
  };
  const look = (...options: Parameters<typeof open>) => createPostgresProbe(open(...options)).run(signal);

  it('is read as primary with its connections and cache hit ratio', async () => {
    const reading = await look();
    expect(reading).toMatchObject({ status: 'operational', reason: null, hash: 'unverified' });
    expect(reading.version).toMatch(/^\d+(\.\d+)*$/);
    expect(reading.detail).toMatch(/^primary, \d+ of 50 connections$/);
    expect(reading.figures.connections_max).toBe(50);
    expect(reading.figures.connections_used).toBeGreaterThanOrEqual(1);
    expect(reading.figures.cache_hit_ratio).toBeGreaterThan(0);
    expect(reading.figures.cache_hit_ratio).toBeLessThanOrEqual(1);
    expect(reading.responseTimeMs).toBeGreaterThan(0);
  });

  it('gives the rows of a query', async () => {
    expect(await open().query('SELECT $1::int AS n', [7])).toEqual([{ n: 7 }]);
  });

  it('holds at most two connections', async () => {
    const connection = open();
    const count =
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'acgs-control-center'";
    // The server takes a moment to end those of the tests before.
    await vi.waitFor(async () => {
      const counts = await Promise.all(Array.from({ length: 8 }, () => connection.query(count)));
      expect(Math.max(...counts.map(([row]) => Number(row?.n)))).toBe(2);
    });
  });

  it.each([
    ['a wrong password', { password: 'not-it-1234' }, 'unauthenticated', 'refuses this user or password'],
    ['no password', { password: null }, 'unauthenticated', 'wants a password and the profile names none'],
  ] as const)('says so with %s', async (_, options, code, words) => {
    const attempt = look(options);
    await expect(attempt).rejects.toMatchObject({
      code,
      message: `PostgreSQL at 127.0.0.1:${server.port}: ${words}`,
    });
  });

  it('says that the database does not exist', async () => {
    await expect(look({ url: server.url.replace(/acgs$/, 'nowhere') })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('names the missing secret, not a driver fault', async () => {
    const secrets = createSecrets({ env: {}, redactor: createRedactor() });
    const connection = openPostgres(
      { url: server.url, password: { env: 'ACGS_POSTGRES_PASSWORD' } },
      { secrets, clock: systemClock(), log: silentLog, timeoutMs: 5_000 },
    );
    opened.push(connection);
    await expect(connection.status()).rejects.toMatchObject({
      code: 'secret',
      message: 'the PostgreSQL password: the environment variable ACGS_POSTGRES_PASSWORD is not set',
    });
  });

  it('ends a statement that takes too long, on the server too', async () => {
    const connection = open({ timeoutMs: 300 });
    await expect(connection.query('SELECT pg_sleep(30)')).rejects.toMatchObject({ code: 'timeout' });
    const [row] = await open().query(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'",
    );
    expect(row).toEqual({ n: 0 });
  });

  it('notices that the server stopped and recovers by itself when it is back', async () => {
    const connection = open();
    const probe = createPostgresProbe(connection);
    await probe.run(signal);
    await server.stop();
    await expect(probe.run(signal)).rejects.toMatchObject({ code: 'unreachable' });
    await expect(probe.run(signal)).rejects.toMatchObject({
      code: 'unreachable',
      message: `PostgreSQL at 127.0.0.1:${server.port}: connection refused`,
    });
    await server.start();
    expect(await probe.run(signal)).toMatchObject({ status: 'operational' });
  });
});
