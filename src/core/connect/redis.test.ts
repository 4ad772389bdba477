import { describe, expect, it } from 'vitest';
import { parseRedisInfo } from './redis.ts';

describe('parseRedisInfo', () => {
  it('reads what the probe needs', () => {
    const info = parseRedisInfo(
      '# Server\r\nredis_version:7.2.4\r\n# Memory\r\nused_memory:1048576\r\nmaxmemory:0\r\n# Stats\r\nkeyspace_hits:941\r\nkeyspace_misses:59\r\nevicted_keys:4\r\n# Replication\r\nrole:master\r\nconnected_clients:3\r\n',
    );
    expect(info).toEqual({
      version: '7.2.4',
      role: 'master',
      hitRatio: 0.941,
      memoryUsedBytes: 1_048_576,
      memoryMaxBytes: null,
      clients: 3,
      primaryLost: false,
      counts: { commands: null, hits: 941, misses: 59, evictedKeys: 4, rejectedConnections: null },
    });
  });

  it('knows nothing of an answer without fields, and no hit rate before the first lookup', () => {
    expect(parseRedisInfo('')).toMatchObject({ version: null, hitRatio: null, memoryUsedBytes: null });
    expect(parseRedisInfo('keyspace_hits:0\nkeyspace_misses:0').hitRatio).toBeNull();
  });

  it('sees a replica that has lost its primary', () => {
    expect(parseRedisInfo('role:slave\nmaster_link_status:down').primaryLost).toBe(true);
  });
});
