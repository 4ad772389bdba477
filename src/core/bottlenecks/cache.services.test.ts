import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startRedis, type TestRedis } from '../../../test/servers/redis.ts';
import { openRedis, type RedisConnection } from '../connect/redis.ts';
import { createSecrets } from '../connect/secrets.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';
import type { Samples } from '../store/samples/index.ts';
import { type AreaFindings, ranked } from './finding.ts';
import { cacheScout } from './scouts.ts';

const nothingRecorded: Pick<Samples, 'series' | 'points'> = {
  series: () => [],
  points: () => ({ times: new Float64Array(0), values: new Float64Array(0), length: 0 }),
};

const BUSY_FOR_A_SECOND = `
  local function now() local t = redis.call('TIME') return t[1] * 1000000 + t[2] end
  local start = now()
  while now() - start < 1100000 do end`;

describe('what holds a real Redis up', () => {
  let server: TestRedis;
  let redis: Redis;
  const connections: RedisConnection[] = [];

  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.port, '127.0.0.1', { connectionName: 'mlops-manager' });
  });
  afterEach(async () => {
    await Promise.all(connections.splice(0).map((one) => one.close()));
    await redis.config('SET', 'maxmemory', '0');
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    await redis.flushall();
    await redis.slowlog('RESET');
  });
  afterAll(async () => {
    redis?.disconnect();
    await server?.close();
  });

  const open = (user?: { name: string; password: string }) => {
    const connection = openRedis(
      {
        url: user ? server.url.replace('//', `//${user.name}@`) : server.url,
        ...(user ? { password: { env: 'PASSWORD' } } : {}),
      },
      {
        secrets: createSecrets({ env: { PASSWORD: user?.password }, redactor: createRedactor() }),
        clock: systemClock(),
        log: silentLog,
        timeoutMs: 5_000,
      },
    );
    connections.push(connection);
    return connection;
  };
  const look = (connection = open(), clock = systemClock({ timeScale: 10 })): Promise<AreaFindings> =>
    cacheScout(connection, 0.85, { samples: nothingRecorded, clock }).scout(new AbortController().signal);
  const first = ({ suspects }: AreaFindings) => ranked(suspects)[0];

  it('is nothing while nobody does a thing, and says that its latency monitor is off', async () => {
    const found = await look();
    expect(found.suspects).toEqual([]);
    expect(found.fine.map(({ what }) => what)).toEqual([
      'Hit rate',
      'Evictions',
      'Memory',
      'Fragmentation',
      'Clients',
      'Slow commands',
    ]);
    expect(found.blind).toEqual([
      expect.objectContaining({
        what: 'Latency spikes',
        why: 'the latency monitor of Redis is off',
        essential: false,
      }),
    ]);
  });

  it('is a command that kept everybody waiting, named without its values', async () => {
    await redis.eval(BUSY_FOR_A_SECOND, 0);
    await redis.config('SET', 'slowlog-log-slower-than', '0');
    await redis.set('session:4711:cart', 'geheim');
    await redis.config('SET', 'slowlog-log-slower-than', '10000');
    const found = await look();
    expect(first(found)).toMatchObject({ id: 'cache/slow-commands', kind: 'latency', level: 'critical' });
    expect(first(found)?.sentence).toMatch(/^EVAL of mlops-manager took 1\.\d s, .* ago: while it ran/);
    expect(first(found)?.evidence).toContainEqual(expect.objectContaining({ label: 'SET session:*:cart' }));
    expect(JSON.stringify(found)).not.toMatch(/geheim|4711/);
  });

  it('is memory that is full: keys are thrown away while it is looked at', async () => {
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await redis.config('SET', 'maxmemory', String(used + 2 * 1_048_576));
    const scout = look(open(), systemClock({ timeScale: 1 }));
    const value = 'x'.repeat(1000);
    for (let batch = 0; batch < 8; batch += 1) {
      await Promise.all(Array.from({ length: 1000 }, (_, n) => redis.set(`prediction:${batch}:${n}`, value)));
    }
    const found = await scout;
    expect(first(found)).toMatchObject({ id: 'cache/evictions', kind: 'saturation', level: 'warning' });
    expect(first(found)?.utilisation).toBeGreaterThan(0.9);
    expect(first(found)?.evidence[0]?.value).toBeGreaterThan(1000);
    expect(first(found)?.advice).toContainEqual(
      expect.objectContaining({ command: './scripts/clear_redis_cache.sh' }),
    );
  });

  it('is memory that is nearly full where writes will be refused', async () => {
    const value = 'x'.repeat(1000);
    await Promise.all(Array.from({ length: 4000 }, (_, n) => redis.set(`policy:${n}`, value)));
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
    await redis.config('SET', 'maxmemory', String(Math.round(used * 1.01)));
    expect(first(await look())).toMatchObject({ id: 'cache/memory', kind: 'utilisation', level: 'critical' });
  });

  it('is a hit rate that fell, measured over the look and not since the start', async () => {
    await redis.set('there', '1');
    await Promise.all(Array.from({ length: 5000 }, () => redis.get('there')));
    const scout = look(open(), systemClock({ timeScale: 1 }));
    for (let batch = 0; batch < 6; batch += 1) {
      await Promise.all(Array.from({ length: 100 }, (_, n) => redis.get(`gone:${batch}:${n}`)));
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    const found = await scout;
    expect(first(found)).toMatchObject({ id: 'cache/hit-rate', kind: 'latency', level: 'critical' });
    const [now, ever] = first(found)?.evidence ?? [];
    expect(now?.value).toBeLessThan(0.1);
    expect(ever?.value).toBeGreaterThan(0.5);
  });

  it('is a spike that the latency monitor saw', async () => {
    await redis.config('SET', 'latency-monitor-threshold', '50');
    expect((await look()).fine.map(({ what }) => what)).toContain('Latency spikes');
    await redis.config('SET', 'latency-monitor-threshold', '0');
  });

  it('is not known where the user may not see the slow log, and the connection is kept', async () => {
    await redis.call(
      'ACL',
      'SETUSER',
      'probe',
      'on',
      '>probe-1234',
      '~*',
      '+ping',
      '+info',
      '+client|setname',
    );
    const connection = open({ name: 'probe', password: 'probe-1234' });
    const found = await look(connection);
    expect(found.blind.map(({ what, essential }) => [what, essential])).toEqual([
      ['Slow commands', true],
      ['Latency spikes', false],
    ]);
    const clientsOf = async () =>
      String(await redis.call('CLIENT', 'LIST'))
        .split('\n')
        .filter((line) => line.includes('user=probe')).length;
    expect(await clientsOf()).toBe(1);
  });

  it('is the server itself when it is gone', async () => {
    await server.stop();
    const found = await look();
    expect(found.suspects).toEqual([
      expect.objectContaining({ id: 'cache/unreachable', kind: 'errors', level: 'critical' }),
    ]);
    await server.start();
    await redis.ping();
  });
});
