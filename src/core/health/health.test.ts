import { afterEach, describe, expect, it } from 'vitest';
import { createCluster } from '../cluster/index.ts';
import { resolveThresholds } from '../connect/profile/thresholds.ts';
import { OperatorError } from '../kernel/errors.ts';
import { silentLog } from '../kernel/log.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { createRedactor } from '../kernel/redaction.ts';
import type { Reading } from '../observe/observation.ts';
import { createProbeSchedule } from '../observe/probe-schedule.ts';
import type { Probe } from '../observe/probes/probe.ts';
import { openStore } from '../store/index.ts';
import { createHealth, type Health, type HealthSummary } from './index.ts';
import { createTrends } from './trends.ts';

const INTERVAL_MS = 15_000;
const TIMEOUT_MS = 10_000;

const WELL: Reading = {
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
  figures: { constitutional_compliance: 0.97 },
};

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Health over one service that answers as the test says. */
function healthOver(
  answer: () => Promise<Reading>,
  { timeScale = 1, page }: { timeScale?: number; page?: Record<string, number> } = {},
): { clock: ManualClock; health: Health } {
  const clock = manualClock(undefined, timeScale);
  const store = openStore(':memory:', 2 * INTERVAL_MS + TIMEOUT_MS);
  const cluster = createCluster({
    open: null,
    contexts: async () => [],
    store,
    staleAfterMs: 2 * INTERVAL_MS + TIMEOUT_MS,
    namespace: 'acgs-production',
    expectedHash: 'cdd01ef066bc6cf2',
    redactor: createRedactor(),
    clock,
    log: silentLog,
  });
  const probes: Probe[] = [{ subject: 'governance', source: 'GET /health', run: answer }];
  const health = createHealth({
    profile: {
      name: 'test',
      environment: 'staging',
      services: { governance: { url: 'http://127.0.0.1:1' } },
    },
    thresholds: resolveThresholds({}),
    expectedHash: 'cdd01ef066bc6cf2',
    cluster,
    store,
    trends: createTrends({ samples: store.samples, influx: null, clock, log: silentLog }),
    clock,
    intervalMs: INTERVAL_MS,
    timeoutMs: TIMEOUT_MS,
    probeCount: probes.length,
    newestPage: () => (page ? { figures: page, observedAt: clock.now() } : null),
    prepare: () => Promise.resolve(),
    schedule: (onObservation) =>
      createProbeSchedule({
        probes,
        clock,
        intervalMs: INTERVAL_MS,
        timeoutMs: TIMEOUT_MS,
        random: () => 0.5,
        onObservation,
      }),
  });
  closers.push(async () => {
    await health.stop();
    await cluster.close();
    store.close();
  });
  return { clock, health };
}

function governance(health: Health) {
  const tile = health.board().tiles.find(({ id }) => id === 'governance');
  if (!tile) throw new Error('governance is on the board');
  return tile;
}

describe('the board, live', () => {
  it('follows a service down and up again, with since when and what changed', async () => {
    let down = false;
    const { clock, health } = healthOver(() =>
      down
        ? Promise.reject(new OperatorError('unreachable', 'Governance at h:1: connection refused'))
        : Promise.resolve(WELL),
    );
    health.start();
    await clock.advance(0);
    expect(governance(health)).toMatchObject({ status: 'operational', since: '2025-06-27T09:00:00.000Z' });

    down = true;
    await clock.advance(INTERVAL_MS);
    expect(governance(health)).toMatchObject({
      status: 'down',
      reason: 'connection refused',
      since: '2025-06-27T09:00:15.000Z',
    });
    await clock.advance(2 * INTERVAL_MS);
    expect(governance(health).since).toBe('2025-06-27T09:00:15.000Z');

    down = false;
    await clock.advance(INTERVAL_MS);
    expect(governance(health).status).toBe('operational');
    expect(health.board().activity.map(({ subject, text }) => `${subject} ${text}`)).toEqual([
      'Governance is operational',
      'Governance is down: connection refused',
      'Governance is operational',
    ]);
  });

  it('goes unknown, not green, when a probe hangs past its time', async () => {
    let hang = false;
    const { clock, health } = healthOver(() => (hang ? new Promise(() => {}) : Promise.resolve(WELL)));
    health.start();
    await clock.advance(0);
    hang = true;
    await clock.advance(INTERVAL_MS + TIMEOUT_MS);
    expect(governance(health)).toMatchObject({ status: 'down', reason: 'no answer within 10 s' });
    expect(health.report().verdict).toBe('fail');
  });

  it('gives a frame at once and another after a change', async () => {
    const { clock, health } = healthOver(() => Promise.resolve(WELL));
    const abort = new AbortController();
    const frames = health.frames(abort.signal);
    expect((await frames.next()).value?.lastCheckAt).toBeNull();
    const next = frames.next();
    health.start();
    await clock.advance(300);
    expect((await next).value).toMatchObject({ lastCheckAt: '2025-06-27T09:00:00.000Z' });
    const last = frames.next();
    abort.abort();
    expect((await last).done).toBe(true);
  });

  it('tells those who notify only when the verdict or its words change', async () => {
    let down = false;
    const { clock, health } = healthOver(() =>
      down ? Promise.reject(new OperatorError('timeout', 'no answer in time')) : Promise.resolve(WELL),
    );
    const told: HealthSummary[] = [];
    health.subscribe((summary) => told.push(summary));
    health.start();
    await clock.advance(3 * INTERVAL_MS);
    const calm = told.length;
    down = true;
    await clock.advance(4 * INTERVAL_MS);
    expect(told.slice(calm)).toEqual([
      {
        verdict: 'fail',
        level: 'critical',
        text: '1 of 1 services not operational: governance (down: no answer in time)',
      },
    ]);
  });

  it('refuses the page of a system there is none of', () => {
    const { health } = healthOver(() => Promise.resolve(WELL));
    expect(() => health.systemFrames('governence')).toThrow('There is no system "governence"');
  });

  it('stops looking when stopped', async () => {
    let looks = 0;
    const { clock, health } = healthOver(() => {
      looks += 1;
      return Promise.resolve(WELL);
    });
    health.start();
    await clock.advance(INTERVAL_MS);
    await health.stop();
    const before = looks;
    await clock.advance(10 * INTERVAL_MS);
    expect(looks).toBe(before);
  });
});

describe('a service whose answer is waited for', () => {
  const page = { request_duration_p95_ms: 4800, error_rate: 0.02, requests_per_second: 24 };
  const figureOf = (health: Health, target: string) =>
    health.report().targets.find(({ id }) => id === target);

  it.each([1, 60])('says by its page of metrics how it is, at time scale %i', async (timeScale) => {
    let hang = false;
    const answer = () => (hang ? new Promise<Reading>(() => {}) : Promise.resolve(WELL));
    const { clock, health } = healthOver(answer, { timeScale, page });
    health.start();
    await clock.advance(0);
    expect(figureOf(health, 'response-time')).toMatchObject({ value: 12, state: 'met' });
    hang = true;
    // Overdue, and before a check that comes once a minute looks again: 18 s and 200 ms of life.
    await clock.advance(18_001 + 200 * timeScale);
    expect(figureOf(health, 'response-time')).toMatchObject({ value: 4800, state: 'missed' });
    expect(figureOf(health, 'error-rate')).toMatchObject({ value: 0.02, state: 'missed' });
    // What only its answer says is as it was then.
    expect(figureOf(health, 'compliance')).toMatchObject({ value: 0.97, state: 'met' });
  });

  it('speaks by its last answer as long as that is not overdue', async () => {
    const { clock, health } = healthOver(() => Promise.resolve(WELL), { page });
    health.start();
    await clock.advance(INTERVAL_MS * 1.1);
    expect(figureOf(health, 'response-time')).toMatchObject({ value: 12 });
  });
});
