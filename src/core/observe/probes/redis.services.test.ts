import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startRedis, type TestRedis } from '../../../../test/servers/redis.ts';
import { openRedis, type RedisConnection } from '../../connect/redis.ts';
import { createSecrets } from '../../connect/secrets.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { createRedisProbe } from './stores.ts';

const PASSWORD = 'right-password-1';

describe('Redis', () => {
  let server: TestRedis;
  const opened: RedisConnection[] = [];
  const { signal } = new AbortController();
  const env: Record<string, string> = {};

  beforeAll(async () => {
    server = await startRedis({ password: PASSWORD });
  });
  afterEach(() => Promise.all(opened.splice(0).map((connection) => connection.close())));
  afterAll(() => server?.close());

  const open = (password: string | null = PASSWORD) => {
    if (password !== null) env.PASSWORD = password;
    const connection = openRedis(
      { url: server.url, ...(password === null ? {} : { password: { env: 'PASSWORD' } }) },
      {
        secrets: createSecrets({ env, redactor: createRedactor() }),
        clock: systemClock(),
        log: silentLog,
        timeoutMs: 5_000,
      },
    );
    opened.push(connection);
    return createRedisProbe(connection);
  };

  it('is read with version, memory and hit rate', async () => {
    const reading = await open().run(signal);
    expect(reading).toMatchObject({ status: 'operational', reason: null, detail: 'no lookups yet' });
    expect(reading.version).toMatch(/^\d+\.\d+/);
    expect(reading.figures.memory_used_bytes).toBeGreaterThan(0);
    expect(reading.figures).not.toHaveProperty('cache_hit_ratio');
  });

  it.each([
    ['a wrong password', 'not-it-1234', 'refuses this user or password'],
    ['no password', null, 'wants a password and the profile names none'],
  ])('says so with %s', async (_, password, words) => {
    await expect(open(password).run(signal)).rejects.toMatchObject({
      code: 'unauthenticated',
      message: `Redis at 127.0.0.1:${server.port}: ${words}`,
    });
  });

  it('takes a password that was mended meanwhile', async () => {
    const probe = open('not-it-1234');
    await expect(probe.run(signal)).rejects.toMatchObject({ code: 'unauthenticated' });
    env.PASSWORD = PASSWORD;
    expect(await probe.run(signal)).toMatchObject({ status: 'operational' });
  });

  it('notices that the server stopped and recovers by itself when it is back', async () => {
    const probe = open();
    await probe.run(signal);
    await server.stop();
    await expect(probe.run(signal)).rejects.toMatchObject({
      code: 'unreachable',
      message: `Redis at 127.0.0.1:${server.port}: connection refused`,
    });
    await server.start();
    expect(await probe.run(signal)).toMatchObject({ status: 'operational' });
    await server.stop();
    await server.start();
    expect(await probe.run(signal)).toMatchObject({ status: 'operational' });
  });
});
