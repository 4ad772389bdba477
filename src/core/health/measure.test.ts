import { describe, expect, it } from 'vitest';
import { SYSTEMS, type SystemId } from '../connect/profile/systems.ts';
import type { SystemJudgement } from './judge.ts';
import { type MeasureInput, measure } from './measure.ts';

const NOW = Date.UTC(2025, 5, 27, 9);

function system(
  id: SystemId,
  figures: Record<string, number>,
  over: Partial<SystemJudgement> = {},
): SystemJudgement {
  const info = SYSTEMS.find((known) => known.id === id);
  if (!info) throw new Error(id);
  return {
    info,
    status: 'operational',
    reason: null,
    reported: null,
    httpStatus: 200,
    responseTimeMs: 10,
    version: null,
    hash: 'match',
    hashSeen: [],
    parts: [],
    detail: null,
    figures,
    pods: null,
    source: 'GET /health',
    observedAt: NOW,
    stale: false,
    ...over,
  };
}

function measured(over: Partial<MeasureInput>) {
  return measure({
    systems: [],
    nodes: [],
    usageAt: null,
    usageProblem: null,
    registry: null,
    probes: { count: 0, mean: null, firstAt: null },
    now: NOW,
    ...over,
  });
}

it('knows nothing when nobody reports anything, and says so for every target', () => {
  for (const measurement of Object.values(measured({}))) {
    expect(measurement.value).toBeNull();
    expect(measurement.basis).toMatch(/no service reports/);
  }
});

describe('response time', () => {
  it('is that of the slowest service, from its recent requests', () => {
    const systems = [
      system('authentication', { request_duration_p95_ms: 120, request_duration_p95_ms_since_start: 9000 }),
      system('governance', { request_duration_p95_ms: 480 }),
    ];
    expect(measured({ systems })['response-time']).toMatchObject({
      value: 480,
      basis: 'slowest of 2 services: Governance, p95 of its latest requests',
    });
  });

  it('is our own probe where that was slower than what the service reports', () => {
    const systems = [
      system('authentication', { request_duration_p95_ms: 120 }),
      system('integrity', { request_duration_p95_ms: 450 }, { responseTimeMs: 3129 }),
    ];
    expect(measured({ systems })['response-time']).toMatchObject({
      value: 3129,
      basis: 'slowest of 2 services: Integrity, its answer to our probe',
    });
  });

  it('does not count how fast a store answers', () => {
    const systems = [
      system('authentication', {}, { responseTimeMs: 31 }),
      system('influx', {}, { responseTimeMs: 99 }),
    ];
    expect(measured({ systems })['response-time'].value).toBe(31);
  });
});

describe('error rate and availability', () => {
  const systems = [
    system('authentication', { requests_total: 900, server_errors_total: 0 }),
    system('governance', { requests_total: 100, server_errors_total: 5 }),
  ];

  it('weigh services by their requests', () => {
    expect(measured({ systems })['error-rate'].value).toBeCloseTo(0.005);
    expect(measured({ systems }).availability.value).toBeCloseTo(0.995);
  });

  it('prefer what happened since the last look', () => {
    const recent = [
      system('governance', {
        requests_per_second: 10,
        error_rate: 0.2,
        requests_total: 1e6,
        server_errors_total: 1,
      }),
    ];
    expect(measured({ systems: recent })['error-rate'].value).toBeCloseTo(0.2);
  });

  it('take the availability from our own record once that is an hour long', () => {
    const probes = { count: 4000, mean: 0.998, firstAt: NOW - 7_200_000 };
    expect(measured({ systems, probes }).availability).toMatchObject({
      value: 0.998,
      basis: 'probes answered in the last 2 h',
    });
    const young = { ...probes, firstAt: NOW - 60_000 };
    expect(measured({ systems, probes: young }).availability.value).toBeCloseTo(0.995);
  });
});

describe('compliance, savings and accuracy', () => {
  it('are the mean of the scores, and what the dashboard says before others', () => {
    const systems = [
      system('authentication', { constitutional_compliance: 0.96 }),
      system('mlops-manager', { model_accuracy: 0.8, cost_efficiency: 0.7 }),
      system('monitoring-dashboard', { constitutional_compliance: 0.98, model_accuracy: 0.92 }),
    ];
    const all = measured({ systems });
    expect(all.compliance.value).toBeCloseTo(0.97);
    expect(all['model-accuracy']).toMatchObject({ value: 0.92, basis: 'as Monitoring Dashboard reports it' });
    expect(all['cost-savings']).toMatchObject({ value: 0.7, basis: 'as MLOps Manager reports it' });
  });

  it('do not use what is stale', () => {
    const systems = [system('authentication', { constitutional_compliance: 0.96 }, { stale: true })];
    expect(measured({ systems }).compliance.value).toBeNull();
  });

  it('are as old as the oldest part', () => {
    const systems = [
      system('authentication', { constitutional_compliance: 0.96 }, { observedAt: NOW - 9000 }),
      system('governance', { constitutional_compliance: 0.98 }),
    ];
    expect(measured({ systems }).compliance.observedAt).toBe(NOW - 9000);
  });
});

describe('what the model registry says', () => {
  const registered = (figures: Record<string, number>) => system('postgres', figures, { hash: 'unverified' });
  const dashboard = system('monitoring-dashboard', { model_accuracy: 0.92 });

  it('counts as accuracy where it is worse than what a service reports', () => {
    const low = registered({ serving_models: 3, registered_accuracy: 0.86 });
    expect(measured({ systems: [dashboard, low] })['model-accuracy']).toMatchObject({
      value: 0.86,
      basis: 'lowest of 3 serving models, as they are registered',
    });
    const high = registered({ serving_models: 1, registered_accuracy: 0.95 });
    expect(measured({ systems: [dashboard, high] })['model-accuracy'].value).toBe(0.92);
    expect(measured({ systems: [high] })['model-accuracy']).toMatchObject({
      value: 0.95,
      basis: 'as the serving model is registered',
    });
  });

  it('is the deployment success rate, with what it is made of', () => {
    const systems = [registered({ deployments_ended: 20, deployment_success: 0.9 })];
    expect(measured({ systems })['deployment-success']).toEqual({
      value: 0.9,
      observedAt: NOW,
      basis: '18 of 20 deployments that ended in the last 30 days, as registered',
    });
  });

  it('is not asked for where there is no registry, and missed where it does not answer', () => {
    const of = (over: Partial<MeasureInput>) => measured(over)['deployment-success'];
    const none = { problem: 'PostgreSQL holds no model registry', failed: false };
    expect(of({})).toMatchObject({ value: null, unasked: true });
    expect(of({ systems: [registered({})], registry: none })).toMatchObject({
      value: null,
      unasked: true,
      basis: 'no service reports deployment success; PostgreSQL holds no model registry',
    });
    expect(of({ systems: [registered({ deployments_ended: 0 })] })).toMatchObject({
      unasked: true,
      basis: 'no deployment ended in the last 30 days',
    });
    const down = system('postgres', {}, { status: 'down' });
    expect(of({ systems: [down] })).toEqual({ value: null, observedAt: null, basis: expect.any(String) });
    const failed = { problem: 'the model registry takes too long', failed: true };
    expect(of({ systems: [registered({})], registry: failed }).unasked).toBeUndefined();
    const service = system('deployment-pipeline', { deployment_success: 0.97 });
    expect(of({ systems: [service] })).toMatchObject({
      value: 0.97,
      basis: expect.stringContaining('Pipeline'),
    });
  });
});

describe('CPU and memory', () => {
  it('are those of the worst node', () => {
    const nodes = [
      { name: 'node-1', cpu: 0.4, memory: 0.7 },
      { name: 'node-2', cpu: 0.6, memory: null },
    ];
    const all = measured({ nodes, usageAt: NOW });
    expect(all.cpu).toMatchObject({ value: 0.6, basis: 'worst of 2 nodes: node-2' });
    expect(all.memory).toMatchObject({ value: 0.7, basis: 'the only node that reports: node-1' });
  });

  it('are unknown with the reason when the cluster reports no usage', () => {
    expect(measured({ usageProblem: 'metrics.k8s.io does not answer' }).cpu).toEqual({
      value: null,
      basis: 'metrics.k8s.io does not answer',
      observedAt: null,
    });
  });
});
