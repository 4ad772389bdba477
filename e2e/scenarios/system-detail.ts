import type { SystemDetail, SystemTile } from '../../src/contract/health.ts';
import { isoAgo, type Moment } from './scenario.ts';

/** A system's own page, made from its tile. */
export function detailOf(at: Moment, tile: SystemTile): SystemDetail {
  const hash = 'cdd01ef066bc6cf2';
  const seen = tile.hash === 'mismatch' ? '0000deadbeef0000' : hash;
  return {
    ...tile,
    source: tile.layer === 'data' ? null : `http://127.0.0.1:8004/health`,
    hashExpected: hash,
    hashSeen: tile.hash === 'unverified' ? [] : [{ value: seen, where: 'header X-Constitutional-Hash' }],
    parts: [
      { name: 'database', reported: 'connected', good: true },
      { name: 'redis', reported: 'connected', good: true },
      {
        name: 'opa',
        reported: tile.status === 'degraded' ? 'unhealthy' : 'healthy',
        good: tile.status !== 'degraded',
      },
    ],
    figures: [
      { name: 'http_requests_total', value: 184_213 },
      { name: 'process_resident_memory_bytes', value: 214_958_080 },
    ],
    deployment: tile.pods ? tile.id : null,
    podList: Array.from({ length: tile.pods?.desired ?? 0 }, (_, index) => ({
      name: `${tile.id}-6d9f7c5b4-${['x2lq8', 'h7tkp', 'v9mzd'][index] ?? 'aaaaa'}`,
      status: index < (tile.pods?.ready ?? 0) ? 'Running' : 'CrashLoopBackOff',
      ready: index < (tile.pods?.ready ?? 0),
      restarts: index < (tile.pods?.ready ?? 0) ? 0 : 4,
      node: `node-${index + 1}`,
    })),
    history: [
      { at: tile.since ?? isoAgo(at, 60_000), status: tile.status, reason: tile.reason },
      { at: isoAgo(at, 3 * 86_400_000), status: 'operational', reason: null },
    ],
  };
}
