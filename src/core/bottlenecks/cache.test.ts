import { afterEach, expect, it } from 'vitest';
import { parseRedisInfo, type RedisConnection } from '../connect/redis.ts';
import { manualClock } from '../kernel/manual-clock.ts';
import { createRedisProbe } from '../observe/probes/stores.ts';
import { openStore } from '../store/index.ts';
import { cacheScout } from './scouts.ts';

const { signal } = new AbortController();
const { samples, close } = openStore(':memory:', 60_000);
afterEach(close);

const infoWith = (rejected: number) =>
  `redis_version:7.2.4\r\nkeyspace_hits:900\r\nkeyspace_misses:10\r\nevicted_keys:0\r\nrejected_connections:${rejected}\r\nused_memory:1000\r\nconnected_clients:10\r\nmaxclients:10\r\n`;

function redis(rejected: number): RedisConnection {
  const info = infoWith(rejected);
  const answers: Record<string, unknown> = { INFO: info, CONFIG: ['latency-monitor-threshold', '100'] };
  return {
    status: async () => ({ responseTimeMs: 1, ...parseRedisInfo(info) }),
    ask: async (command) => answers[command] ?? [],
    close: async () => {},
  };
}

it('connections that Redis refused since the recorded looks are found', async () => {
  const clock = manualClock();
  const { series = [] } = await createRedisProbe(redis(3)).run(signal);
  samples.record(
    clock.now() - 60_000,
    series.map(({ name, labels, value }) => ({ name, labels: { ...labels, job: 'redis' }, value })),
  );
  const { suspects } = await cacheScout(redis(8), 0.8, { samples, clock }).scout(signal);
  expect(suspects.find(({ id }) => id === 'cache/rejected')).toMatchObject({
    level: 'critical',
    sentence: 'Redis refused 5 connections over 60 s: it has as many clients as it may have.',
  });
});
