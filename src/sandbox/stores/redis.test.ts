import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Loopback, listenOnLoopback } from '../loopback.ts';
import { createRedisServer } from './redis.ts';
import { RespReader } from './resp.ts';

let port: Loopback;
let redis: Redis;
beforeEach(async () => {
  port = await listenOnLoopback(createRedisServer({ seed: 1, now: Date.now }));
  redis = new Redis({ host: '127.0.0.1', port: port.port, lazyConnect: true, retryStrategy: () => null });
  await redis.connect();
});
afterEach(async () => {
  redis.disconnect();
  await port.shut();
});

describe('the Redis stand-in', () => {
  it('keeps, expires and drops keys', async () => {
    await redis.set('plain', 'wörd');
    await redis.set('brief', 'x', 'PX', 60_000);
    expect(await redis.get('plain')).toBe('wörd');
    expect(await redis.ttl('plain')).toBe(-1);
    expect(await redis.ttl('brief')).toBe(60);
    expect(await redis.del('plain', 'absent')).toBe(1);
    expect(await redis.get('plain')).toBeNull();
  });

  it('counts hits and misses, and what flushing removes', async () => {
    const figure = async (name: string) => Number(new RegExp(`${name}:(\\d+)`).exec(await redis.info())?.[1]);
    const [hits, misses] = [await figure('keyspace_hits'), await figure('keyspace_misses')];
    expect(hits / (hits + misses)).toBeGreaterThan(0.9);
    expect(await figure('used_memory')).toBeLessThan(await figure('maxmemory'));
    await redis.get('absent');
    expect(await figure('keyspace_misses')).toBeGreaterThan(misses);
    expect(await redis.dbsize()).toBe(420);
    await redis.flushdb();
    expect(await redis.dbsize()).toBe(0);
  });

  it('answers what operators look at, and says what it does not know', async () => {
    expect(await redis.config('GET', 'maxmemory')).toEqual(['maxmemory', String(256 * 2 ** 20)]);
    expect(await redis.slowlog('GET')).toHaveLength(2);
    await expect(redis.call('LPUSH', 'a', 'b')).rejects.toThrow("ERR unknown command 'LPUSH'");
    await expect(redis.call('AUTH', 'secret')).rejects.toThrow('without any password configured');
  });

  it('reads commands however they are cut', () => {
    const reader = new RespReader();
    const bytes = Buffer.from('*2\r\n$3\r\nGET\r\n$1\r\na\r\nPING\r\n*1\r\n$4\r\nPI');
    const read = [...bytes].flatMap((byte) => reader.push(Buffer.from([byte])));
    expect(read).toEqual([['GET', 'a'], ['PING']]);
    expect(reader.push(Buffer.from('NG\r\n'))).toEqual([['PING']]);
  });
});
