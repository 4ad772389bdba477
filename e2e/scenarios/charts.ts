import type { ResponseTimeChart, SystemDetail, SystemTile } from '../../src/contract/health.ts';
import type { Moment } from './scenario.ts';
import { isoAgo, ripple } from './scenario.ts';

const LINES: ResponseTimeChart['lines'] = [
  { name: 'critical', value: 2500, level: 'critical' },
  { name: 'target', value: 2000, level: 'target' },
  { name: 'warning', value: 1500, level: 'warning' },
];

/** A working day of p95 response times: a morning rise, one spike, and two hours nobody looked. */
export function responseTimeOf(
  at: Moment,
  range: { rangeMs: number; buckets: number },
  base = 430,
): ResponseTimeChart {
  const bucketMs = range.rangeMs / range.buckets;
  const buckets: ResponseTimeChart['buckets'] = [];
  for (let index = 0; index < range.buckets; index += 1) {
    const share = index / range.buckets;
    const start = at.nowMs - range.rangeMs + index * bucketMs;
    if (share > 0.21 && share < 0.29) {
      buckets.push([start, null, null, null]);
      continue;
    }
    const rise = share > 0.94 ? (share - 0.94) * 3.2 * base : 0;
    const mean = base * (1 + 0.12 * ripple(3, share * 24)) + rise;
    const spike = share > 0.44 && share < 0.46 ? base * 1.9 : 0;
    const spread = base * (0.18 + 0.1 * Math.abs(ripple(8, share * 190)));
    buckets.push([start, mean - spread * 0.7, mean, mean + spread + spike]);
  }
  return { source: 'own probes', bucketMs, buckets, lines: LINES };
}

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
    chart: responseTimeOf(at, { rangeMs: 3_600_000, buckets: 120 }, tile.responseTimeMs ?? 20),
  };
}
