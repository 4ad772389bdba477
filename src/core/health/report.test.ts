import { describe, expect, it } from 'vitest';
import { SYSTEMS, type SystemId } from '../connect/profile/systems.ts';
import { resolveThresholds } from '../connect/profile/thresholds.ts';
import { percent } from '../kernel/percent.ts';
import { findingsOf } from './findings.ts';
import type { SystemJudgement } from './judge.ts';
import { reportOf } from './report.ts';
import { evaluateTargets, type HealthTargetId, type Measurements } from './targets.ts';

const NOW = Date.UTC(2025, 5, 27, 9);

function board(over: Partial<Record<SystemId, Partial<SystemJudgement>>> = {}): SystemJudgement[] {
  return SYSTEMS.map((info) => ({
    info,
    status: 'operational',
    reason: null,
    reported: 'healthy',
    httpStatus: info.layer === 'data' ? null : 200,
    responseTimeMs: 12.36,
    version: '3.1.0',
    hash: info.layer === 'data' ? 'unverified' : 'match',
    hashSeen: [],
    parts: [],
    detail: null,
    figures: {},
    pods: null,
    source: 'GET /health',
    observedAt: NOW,
    stale: false,
    ...over[info.id],
  }));
}

const GOOD: Record<HealthTargetId, number> = {
  'response-time': 450,
  compliance: 0.97,
  'cost-savings': 0.76,
  'model-accuracy': 0.92,
  availability: 0.9995,
  'error-rate': 0.002,
  cpu: 0.5,
  memory: 0.6,
  'deployment-success': 0.97,
};

function targets(over: Partial<Record<HealthTargetId, number | null>> = {}) {
  const measured = (id: HealthTargetId) => ({
    value: over[id] === undefined ? GOOD[id] : over[id],
    basis: 'measured',
    observedAt: NOW,
  });
  const measurements: Measurements = {
    'response-time': measured('response-time'),
    compliance: measured('compliance'),
    'cost-savings': measured('cost-savings'),
    'model-accuracy': measured('model-accuracy'),
    availability: measured('availability'),
    'error-rate': measured('error-rate'),
    cpu: measured('cpu'),
    memory: measured('memory'),
    'deployment-success': measured('deployment-success'),
  };
  return evaluateTargets(resolveThresholds({}), measurements);
}

function report(systems: SystemJudgement[], measured = targets()) {
  return reportOf({
    profile: { name: 'acgs-production', environment: 'production' },
    checkedAt: NOW,
    systems,
    targets: measured,
  });
}

describe('the morning health check', () => {
  it('prints the four lines of the guide when all is well', () => {
    const well = report(board());
    expect(well.lines.map((line) => line.text)).toEqual([
      'All services operational',
      'Constitutional compliance: 97%',
      'Performance targets met',
      'No critical alerts',
    ]);
    expect(well).toMatchObject({
      checkedAt: '2025-06-27T09:00:00.000Z',
      verdict: 'pass',
      services: { operational: 18, total: 18 },
      compliance: { value: 0.97, state: 'met' },
      alerts: { critical: 0, emergency: 0 },
    });
    expect(well.services.systems).toHaveLength(19);
  });

  it('names the service that is down and the cause, and fails', () => {
    const failed = report(board({ governance: { status: 'down', reason: 'connection refused' } }));
    expect(failed.verdict).toBe('fail');
    expect(failed.lines[0]?.text).toBe(
      '1 of 18 services not operational: governance (down: connection refused)',
    );
    expect(failed.lines[3]?.text).toBe('1 critical condition');
  });

  it('cannot tell when something is unknown and nothing is bad', () => {
    const unsure = report(board({ cluster: { status: 'unknown', reason: 'connection refused' } }));
    expect(unsure.verdict).toBe('unknown');
    expect(unsure.services).toMatchObject({ operational: 18, total: 18 });
    expect(unsure.lines[0]).toEqual({
      state: 'unknown',
      text: 'Cluster not operational: cluster (unknown: connection refused)',
    });
  });

  it('does not wait for a figure that nobody is there to be asked for', () => {
    const without = targets({ 'deployment-success': null });
    const asked = report(board(), without);
    expect(asked.verdict).toBe('unknown');
    expect(asked.lines[2]?.text).toContain('deployment success rate not reported');
    const unasked = { ...without['deployment-success'], unasked: true as const };
    expect(report(board(), { ...without, 'deployment-success': unasked }).verdict).toBe('pass');
    const missed = report(board(), targets({ 'deployment-success': 0.9 }));
    expect(missed.lines[2]?.text).toContain('deployment success rate 90% (target at least 95%)');
  });

  it('fails on a hash that does not match, even when every figure is good', () => {
    const failed = report(board({ integrity: { hash: 'mismatch' } }));
    expect(failed.verdict).toBe('fail');
    expect(failed.lines[1]?.text).toBe('Constitutional compliance: 97%, hash mismatch in integrity');
  });

  it('does not call an unverified hash good', () => {
    const unsure = report(board({ 'feature-validation': { hash: 'unverified' } }));
    expect(unsure.verdict).toBe('unknown');
    expect(unsure.lines[1]?.text).toContain('hash not verified for feature-validation');
  });

  it('says which target is missed, with figure and target', () => {
    const failed = report(board(), targets({ 'response-time': 2600, cpu: 0.91 }));
    expect(failed.lines[2]?.text).toBe(
      'Performance targets missed: response time 2600 ms (target below 2000 ms), CPU 91% (target below 80%)',
    );
    expect(failed.alerts.critical).toBe(1);
  });

  it('says what nobody reports, and is not a pass', () => {
    const unsure = report(board(), targets({ 'cost-savings': null }));
    expect(unsure.verdict).toBe('unknown');
    expect(unsure.lines[2]).toMatchObject({ state: 'unknown' });
    expect(unsure.targets.find((target) => target.id === 'cost-savings')).toMatchObject({
      value: null,
      state: 'unknown',
    });
  });

  it('leaves what is not configured out of the count, and does not call an empty profile healthy', () => {
    const one = report(board({ influx: { status: 'not-configured', reason: 'left out' } }));
    expect(one.services.total).toBe(17);
    const none = report(
      board(Object.fromEntries(SYSTEMS.map(({ id }) => [id, { status: 'not-configured' }]))),
    );
    expect(none.verdict).toBe('unknown');
    expect(none.services).toMatchObject({ operational: 0, total: 0 });
  });

  it('calls it an emergency when half of the systems are down', () => {
    const down = Object.fromEntries(
      SYSTEMS.slice(0, 10).map(({ id }) => [id, { status: 'down' as const, reason: 'x' }]),
    );
    expect(report(board(down)).alerts.emergency).toBe(1);
  });
});

describe('targets', () => {
  it('hold strictly: the limit itself misses', () => {
    expect(targets({ 'response-time': 2000 })['response-time'].state).toBe('missed');
    expect(targets({ compliance: 0.95 }).compliance.state).toBe('missed');
    expect(targets({ compliance: 0.9501 }).compliance.state).toBe('met');
  });

  it('take the level of the guide: warning and critical beside the target', () => {
    expect(targets({ 'response-time': 1600 })['response-time']).toMatchObject({
      state: 'met',
      level: 'warning',
    });
    expect(targets({ 'response-time': 2501 })['response-time'].level).toBe('critical');
    expect(targets({ compliance: 0.92 }).compliance.level).toBe('warning');
    expect(targets({ compliance: 0.89 }).compliance.level).toBe('critical');
  });
});

describe('findings', () => {
  it('come worst first, each with its reason', () => {
    const systems = board({
      'policy-generation': { status: 'degraded', reason: 'its dependency opa is unhealthy' },
      governance: { status: 'down', reason: 'connection refused' },
      cluster: { status: 'unknown', reason: 'no answer yet' },
    }).map((system) => ({ ...system, since: NOW }));
    const found = findingsOf(systems, Object.values(targets()), 'cdd01ef066bc6cf2');
    expect(found.map(({ level, title, text }) => [level, title, text])).toEqual([
      ['critical', 'Governance is down', 'connection refused.'],
      ['warning', 'Policy Generation is degraded', 'its dependency opa is unhealthy.'],
      ['unknown', 'Cluster is unknown', 'no answer yet.'],
    ]);
  });
});

describe('percent', () => {
  it.each([
    [0.97, '97%'],
    [0.9712, '97.1%'],
    [0.99951, '99.95%'],
    [0.99999, '99.99%'],
    [1, '100%'],
  ])('%f is %s', (ratio, text) => {
    expect(percent(ratio)).toBe(text);
  });
});
