import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { z } from 'zod';
import { createConditions } from '../conditions.ts';
import { figuresAt } from '../load-curve.ts';
import { createPace } from '../pace.ts';
import { createReadCounts } from '../read-counts.ts';
import { constitutionalHash, type ServiceId, serviceIds } from './catalogue.ts';
import { type RunningService, startServices } from './index.ts';

const conditions = createConditions();
const pace = createPace(20);
const reads = createReadCounts();
const clock = { nowMs: Date.UTC(2025, 5, 27, 9) };
let services: ReadonlyMap<ServiceId, RunningService>;

beforeAll(async () => {
  services = await startServices({
    conditions,
    figures: () => figuresAt(1, clock.nowMs, conditions),
    traffic: 1,
    onRead: (service, path) => reads.note(service, path),
    pace,
    now: () => clock.nowMs,
  });
});
afterAll(async () => {
  pace.stop();
  await Promise.all([...services.values()].map(({ port }) => port.shut()));
});

const urlOf = (id: ServiceId) => services.get(id)?.url ?? '';
const get = async (id: ServiceId, path: string) => {
  const response = await fetch(`${urlOf(id)}${path}`);
  return { code: response.status, headers: response.headers, body: await response.text() };
};
const jsonOf = async (id: ServiceId, path: string) =>
  z.record(z.string(), z.unknown()).parse(JSON.parse((await get(id, path)).body));

describe('/health', () => {
  it.each(serviceIds)('of %s is well and shows the right hash somewhere', async (id) => {
    const { code, headers, body } = await get(id, '/health');
    const health = z
      .looseObject({ status: z.string(), constitutional_hash: z.string().optional() })
      .parse(JSON.parse(body));
    const shown = [headers.get('X-Constitutional-Hash'), health.constitutional_hash].filter(
      (hash) => hash != null,
    );
    expect(code).toBe(200);
    expect(['healthy', 'operational', 'active', 'connected', 'alive', 'ready']).toContain(health.status);
    expect(new Set(shown)).toEqual(new Set([constitutionalHash]));
  });

  it('comes in every dialect of the real system', async () => {
    const bodies = await Promise.all(serviceIds.map((id) => jsonOf(id, '/health')));
    const partsKeys = new Set(
      bodies
        .flatMap((body) => Object.keys(body))
        .filter((key) => ['services', 'dependencies', 'components'].includes(key)),
    );
    const stamps = new Set(
      bodies.map(({ timestamp }) =>
        typeof timestamp === 'string' ? (/\+00:00$/.test(timestamp) ? 'zoned' : 'naive') : typeof timestamp,
      ),
    );
    expect(partsKeys).toEqual(new Set(['services', 'dependencies', 'components']));
    expect(stamps).toEqual(new Set(['zoned', 'naive', 'number', 'undefined']));
    expect(await jsonOf('mlops-manager', '/health')).toHaveProperty('performance_metrics.model_accuracy');
  });

  it('has live, ready and constitutional beside it', async () => {
    expect((await get('governance', '/health/live')).code).toBe(200);
    expect((await get('governance', '/health/ready')).code).toBe(200);
    expect(await jsonOf('integrity', '/health/constitutional')).toMatchObject({
      constitutional_compliance: 'active',
    });
  });

  it('is refused under a foreign Host', async () => {
    const { statusCode, body } = await request(`${urlOf('authentication')}/health`, {
      headers: { host: 'evil.example' },
    });
    await body.dump();
    expect(statusCode).toBe(400);
  });
});

describe('/metrics', () => {
  it('is missing at one service and broken at another', async () => {
    expect((await get('evolution-control', '/metrics')).code).toBe(404);
    expect(await jsonOf('feature-validation', '/metrics')).toMatchObject({ status: 'metrics_error' });
  });

  it('looks like weeks of traffic inside the targets', async () => {
    const { body } = await get('constitutional-ai', '/metrics');
    const sum = (pattern: RegExp) =>
      [...body.matchAll(pattern)].reduce((total, [, value]) => total + Number(value), 0);
    const requests = sum(/^acgs_http_requests_total\{.*\} (\d+)$/gm);
    const failed = sum(/^acgs_http_requests_total\{.*status_code="5..".*\} (\d+)$/gm);
    const errors = sum(/^acgs_errors_total\{.*\} (\d+)$/gm);
    const below = (bound: string) =>
      sum(new RegExp(`^acgs_http_request_duration_seconds_bucket\\{.*le="${bound}"\\} (\\d+)$`, 'gm')) /
      requests;
    expect(requests).toBeGreaterThan(10_000_000);
    expect(1 - failed / requests).toBeGreaterThan(0.999);
    expect(errors / requests).toBeCloseTo(0.002, 4);
    expect(0.25 + (0.25 * (0.95 - below('0.25'))) / (below('0.5') - below('0.25'))).toBeCloseTo(0.45, 2);
    expect(below('\\+Inf')).toBeCloseTo(1, 4);
  });

  it('only ever grows', async () => {
    const counters = async () =>
      [
        ...(await get('authentication', '/metrics')).body.matchAll(
          /^auth_service_\S*(?:total|bucket|count)\{?.* (\d+)$/gm,
        ),
      ].map(([, value]) => Number(value));
    const before = await counters();
    clock.nowMs += 10_000;
    const after = await counters();
    expect(before.length).toBeGreaterThan(15);
    expect(after.every((value, index) => value >= (before[index] ?? 0))).toBe(true);
    expect(after).not.toEqual(before);
  });

  it('counts the errors and the slowness that a fault causes', async () => {
    const own = conditions.services.governance;
    const figure = async (pattern: RegExp) =>
      Number(pattern.exec((await get('governance', '/metrics')).body)?.[1]);
    const failures = /status="500"\} (\d+)/;
    const slow = /gs_service_request_duration_seconds_bucket\{le="2.5"\} (\d+)/;
    const [failuresBefore, quickBefore] = [await figure(failures), await figure(slow)];
    Object.assign(own, { errorRate: 0.5, slowMs: 4000 });
    services.get('governance')?.noteConditions();
    clock.nowMs += 60_000;
    // The answers themselves are quick again: only what was counted is of interest.
    Object.assign(own, { errorRate: 0, slowMs: 0 });
    const [failuresAfter, quickAfter] = [await figure(failures), await figure(slow)];
    expect(failuresAfter - failuresBefore).toBeGreaterThan(50);
    expect(quickAfter - quickBefore).toBeLessThanOrEqual(1);
  });
});

describe('the constitutional API', () => {
  it('confirms the hash at the two services that keep it', async () => {
    for (const id of ['constitutional-ai', 'integrity'] as const) {
      expect(await jsonOf(id, '/api/v1/constitutional/validate')).toMatchObject({
        constitutional_hash: constitutionalHash,
        validation_status: 'valid',
      });
    }
    expect((await get('governance', '/api/v1/constitutional/validate')).code).toBe(404);
  });

  it('scores a policy', async () => {
    const response = await fetch(`${urlOf('constitutional-ai')}/api/v1/constitutional/validate`, {
      method: 'POST',
      body: JSON.stringify({ policy: 'be kind', validation_mode: 'comprehensive' }),
    });
    expect(await response.json()).toMatchObject({
      overall_compliant: true,
      compliance_score: expect.closeTo(0.97, 2),
    });
  });
});

describe('the dashboard', () => {
  it('answers its metrics as JSON', async () => {
    expect(await jsonOf('monitoring-dashboard', '/api/metrics')).toMatchObject({
      constitutional_compliance: expect.closeTo(0.97, 1),
      cost_efficiency: expect.closeTo(0.76, 1),
      model_accuracy: expect.closeTo(0.92, 1),
      availability: expect.closeTo(0.9995, 3),
    });
    expect((await get('monitoring-dashboard', '/api/health')).code).toBe(200);
    expect((await get('governance', '/api/metrics')).code).toBe(404);
  });

  it('pushes them over its WebSocket again and again', async () => {
    const socket = new WebSocket(`${urlOf('monitoring-dashboard').replace('http', 'ws')}/ws`);
    const messages: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('message', (data) => {
        messages.push(JSON.parse(String(data)));
        if (messages.length === 2) {
          resolve();
        }
      });
    });
    socket.terminate();
    expect(messages[1]).toMatchObject({
      type: 'metrics_update',
      data: { response_time_ms: expect.any(Number) },
    });
  });
});

describe('counters', () => {
  it.each<[ServiceId, number]>([
    ['constitutional-ai', 0],
    ['governance', 0],
    ['authentication', 1],
    ['policy-generation', 0.3],
  ])('of %s never fall, with %f of the requests failing', async (id, errorRate) => {
    const before = clock.nowMs;
    conditions.services[id].errorRate = errorRate;
    services.get(id)?.noteConditions();
    let last = new Map<string, number>();
    for (let look = 0; look < 200; look += 1) {
      clock.nowMs += 7000;
      const { body } = await request(`${urlOf(id)}/metrics`);
      const lines = (await body.text()).split('\n').filter((line) => /_(total|count|bucket)\b/.test(line));
      const now = new Map(
        lines
          .filter((line) => !line.startsWith('#'))
          .map((line) => [
            line.slice(0, line.lastIndexOf(' ')),
            Number(line.slice(line.lastIndexOf(' ') + 1)),
          ]),
      );
      const fallen = [...now].filter(([series, value]) => value < (last.get(series) ?? 0));
      expect(fallen).toEqual([]);
      last = now;
    }
    expect(last.size).toBeGreaterThan(10);
    conditions.services[id].errorRate = 0;
    services.get(id)?.noteConditions();
    clock.nowMs = before;
  });
});
