import { describe, expect, it } from 'vitest';
import type { SystemInfo } from '../connect/profile/systems.ts';
import type { Observation, Reading } from '../observe/observation.ts';
import { judge, type PodsSight } from './judge.ts';

const NOW = Date.UTC(2025, 5, 27, 9);
const governance: SystemInfo = { id: 'governance', name: 'Governance', layer: 'core' };

function reading(over: Partial<Reading> = {}): Reading {
  return {
    status: 'operational',
    reason: null,
    reported: 'healthy',
    httpStatus: 200,
    responseTimeMs: 12,
    version: '3.1.0',
    hash: 'match',
    hashSeen: [],
    parts: [],
    detail: null,
    figures: {},
    ...over,
  };
}

function observation(result: Observation<Reading>['result'], observedAt = NOW): Observation<Reading> {
  return { subject: 'governance', source: 'GET /health', observedAt, durationMs: 12, result };
}

const pods = (over: Partial<PodsSight> = {}): PodsSight => ({
  ready: 2,
  desired: 2,
  trouble: null,
  usage: {},
  observedAt: NOW,
  live: true,
  ...over,
});

function judged(over: Partial<Parameters<typeof judge>[0]>) {
  return judge({
    info: governance,
    sight: 'probe',
    observation: observation({ ok: true, value: reading() }),
    pods: null,
    now: NOW,
    staleAfterMs: 55_000,
    ...over,
  });
}

describe('a system with a probe', () => {
  it('is what its answer says', () => {
    expect(judged({})).toMatchObject({ status: 'operational', reason: null, hash: 'match' });
    const degraded = reading({ status: 'degraded', reason: 'its dependency opa is unhealthy' });
    expect(judged({ observation: observation({ ok: true, value: degraded }) })).toMatchObject({
      status: 'degraded',
      reason: 'its dependency opa is unhealthy',
    });
  });

  it.each([
    ['unreachable', 'down'],
    ['timeout', 'down'],
    ['server-error', 'down'],
    ['unauthenticated', 'unknown'],
    ['secret', 'unknown'],
    ['tls', 'unknown'],
  ] as const)('that could not be looked at (%s) is %s', (code, status) => {
    const problem = { code, message: 'connection refused', hint: null, retryable: true };
    expect(judged({ observation: observation({ ok: false, problem }) })).toMatchObject({
      status,
      reason: 'connection refused',
      hash: 'unverified',
    });
  });

  it('is unknown before the first look, and never operational', () => {
    expect(judged({ observation: undefined })).toMatchObject({
      status: 'unknown',
      reason: 'not looked at yet',
    });
  });

  it('is unknown once the last look is too old, and says what it was', () => {
    const old = observation({ ok: true, value: reading() }, NOW - 55_001);
    expect(judged({ observation: old })).toMatchObject({
      status: 'unknown',
      stale: true,
      reason: 'no answer for 55 s; it was operational',
    });
    const recent = observation({ ok: true, value: reading() }, NOW - 55_000);
    expect(judged({ observation: recent })).toMatchObject({ status: 'operational', stale: false });
  });

  it('is unknown after the clock was set back, until it is looked at again', () => {
    const ahead = observation({ ok: true, value: reading() }, NOW + 3_600_000);
    expect(judged({ observation: ahead })).toMatchObject({
      status: 'unknown',
      stale: true,
      reason: 'not looked at since the clock was set back; it was operational',
    });
  });

  it('is degraded when it answers well while pods are missing', () => {
    expect(judged({ pods: pods({ ready: 1, trouble: 'gs-1 CrashLoopBackOff' }) })).toMatchObject({
      status: 'degraded',
      reason: '1 of 2 pods ready: gs-1 CrashLoopBackOff',
    });
  });

  it('is degraded when it answers though its deployment has no pods', () => {
    expect(judged({ pods: pods({ ready: 0, desired: 0 }) })).toMatchObject({
      status: 'degraded',
      reason: 'scaled to 0 pods',
    });
  });

  it('is not blamed for pods that nobody sees at present', () => {
    expect(judged({ pods: pods({ ready: 0, live: false }) }).status).toBe('operational');
  });

  it('keeps the worse reason: a service that is down is not called degraded for its pods', () => {
    const problem = {
      code: 'unreachable',
      message: 'connection refused',
      hint: null,
      retryable: true,
    } as const;
    const down = observation({ ok: false, problem });
    expect(judged({ observation: down, pods: pods({ ready: 1 }) })).toMatchObject({
      status: 'down',
      reason: 'connection refused',
    });
  });
});

describe('a system without an address', () => {
  it.each([
    ['all ready', pods(), 'operational'],
    ['some ready', pods({ ready: 1 }), 'degraded'],
    ['none ready', pods({ ready: 0 }), 'down'],
    ['scaled to nothing', pods({ ready: 0, desired: 0 }), 'down'],
    ['a cluster that does not answer', pods({ live: false }), 'unknown'],
    ['no such deployment', null, 'unknown'],
  ] as const)('is judged by its pods: %s', (_what, sight, status) => {
    const result = judged({ sight: 'pods', pods: sight });
    expect(result.status).toBe(status);
    expect(result.reason === null).toBe(status === 'operational');
  });
});

it('that the profile leaves out is not configured, never healthy', () => {
  expect(judged({ sight: 'none', observation: undefined })).toMatchObject({
    status: 'not-configured',
    observedAt: null,
  });
});
