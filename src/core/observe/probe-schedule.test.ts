import { describe, expect, it } from 'vitest';
import { OperatorError } from '../kernel/errors.ts';
import { manualClock } from '../kernel/manual-clock.ts';
import type { Observation, Reading } from './observation.ts';
import { createProbeSchedule } from './probe-schedule.ts';
import { type Probe, storeReading } from './probes/probe.ts';
import { readingOf } from './problem-reading.ts';

const good = storeReading({
  status: 'operational',
  reason: null,
  responseTimeMs: 1,
  version: null,
  detail: null,
  figures: {},
});

function harness(
  probes: Probe[],
  options: { random?: () => number; spacingMs?: { first: number; later: number } } = {},
) {
  const clock = manualClock();
  const seen: Observation<Reading>[] = [];
  const schedule = createProbeSchedule({
    probes,
    clock,
    random: options.random ?? (() => 0.5),
    spacingMs: options.spacingMs,
    onObservation: (observation) => seen.push(observation),
  });
  const of = (subject: string) => seen.filter((observation) => observation.subject === subject);
  return { clock, schedule, seen, of };
}

/** Counts its runs; hangs until its signal ends, or for good when it does not listen to it. */
function probe(subject: Probe['subject'], behaviour: 'answers' | 'hangs' | 'ignores its signal' | 'fails') {
  const runs = { started: 0, signals: [] as AbortSignal[], release: () => {} };
  const it: Probe = {
    subject,
    source: 'test',
    run(signal) {
      runs.started++;
      runs.signals.push(signal);
      if (behaviour === 'answers') return Promise.resolve(good);
      if (behaviour === 'fails') throw new OperatorError('unreachable', 'Redis at h:1: connection refused');
      return new Promise((resolve, reject) => {
        runs.release = () => resolve(good);
        if (behaviour === 'hangs') signal.addEventListener('abort', () => reject(signal.reason));
      });
    },
  };
  return { it, runs };
}

describe('createProbeSchedule', () => {
  it.each([10, -10])('goes on every 15 s when the clock jumps by %i years', async (years) => {
    const a = probe('redis', 'answers');
    const { clock, schedule, of } = harness([a.it]);
    schedule.start();
    await clock.advance(5000);
    clock.sleep(years * 365 * 86_400_000);
    expect(schedule.nextRunAt()).toBe(clock.now() + 10_000);
    await clock.advance(10_000 + 15_000);
    expect(of('redis')).toHaveLength(3);
    expect(of('redis').at(-1)).toMatchObject({ observedAt: clock.now(), result: { ok: true } });
  });

  it('looks at everything at once and again every 15 s', async () => {
    const a = probe('redis', 'answers');
    const { clock, schedule, of } = harness([a.it]);
    schedule.start();
    schedule.start();
    await clock.advance(0);
    expect(of('redis')).toHaveLength(1);
    expect(of('redis')[0]).toMatchObject({ source: 'test', observedAt: clock.now(), result: { ok: true } });
    expect(schedule.nextRunAt()).toBe(clock.now() + 15_000);
    await clock.advance(14_999);
    expect(a.runs.started).toBe(1);
    await clock.advance(1);
    expect(a.runs.started).toBe(2);
    schedule.stop();
  });

  it('lets a hanging probe delay no other, and gives it up after 10 s', async () => {
    const hanging = probe('postgres', 'hangs');
    const quick = probe('redis', 'answers');
    const { clock, schedule, of } = harness([hanging.it, quick.it]);
    schedule.start();
    await clock.advance(0);
    expect(of('redis')).toHaveLength(1);
    expect(of('postgres')).toHaveLength(0);
    await clock.advance(10_000);
    expect(of('postgres')).toMatchObject([
      {
        durationMs: 10_000,
        result: { ok: false, problem: { code: 'timeout', message: 'no answer within 10 s' } },
      },
    ]);
    expect(hanging.runs.signals[0]?.aborted).toBe(true);
    await clock.advance(5_000);
    expect(hanging.runs.started).toBe(2);
    expect(of('redis')).toHaveLength(2);
    schedule.stop();
  });

  it('gives up a probe that ignores its signal, without piling up, and recovers with it', async () => {
    const stubborn = probe('influx', 'ignores its signal');
    const { clock, schedule, of } = harness([stubborn.it]);
    schedule.start();
    await clock.advance(45_000);
    expect(stubborn.runs.started).toBe(1);
    expect(of('influx').length).toBeGreaterThanOrEqual(3);
    expect(of('influx').every(({ result }) => !result.ok)).toBe(true);
    stubborn.runs.release();
    await clock.advance(15_000);
    expect(stubborn.runs.started).toBe(2);
    schedule.stop();
  });

  it('forgets a look that never comes back, in the end', async () => {
    const stubborn = probe('influx', 'ignores its signal');
    const { clock, schedule } = harness([stubborn.it]);
    schedule.start();
    await clock.advance(80_000);
    expect(stubborn.runs.started).toBe(2);
    schedule.stop();
  });

  it('spreads the looks by a tenth of the interval either way', async () => {
    const values = [0, 1, 0.25];
    const a = probe('redis', 'answers');
    const { clock, schedule } = harness([a.it], { random: () => values.shift() ?? 0.5 });
    schedule.start();
    await clock.advance(0);
    const gaps: number[] = [];
    for (let round = 0; round < 3; round++) {
      const next = schedule.nextRunAt() ?? Number.NaN;
      gaps.push(next - clock.now());
      await clock.advance(next - clock.now());
    }
    expect(gaps).toEqual([13_500, 16_500, 14_250]);
    schedule.stop();
  });

  it('checks everything now without having been started, and then no more', async () => {
    const [a, b] = [probe('redis', 'answers'), probe('postgres', 'fails')];
    const { clock, schedule, seen } = harness([a.it, b.it]);
    const observations = await schedule.checkNow();
    expect(observations.map(({ result }) => result.ok)).toEqual([true, false]);
    expect(seen).toHaveLength(2);
    expect(schedule.nextRunAt()).toBeNull();
    expect(clock.pending()).toBe(0);
  });

  it('starts the probes of a round one after the other, and none of them after a stop', async () => {
    const probes = [probe('redis', 'answers'), probe('postgres', 'answers'), probe('influx', 'answers')];
    const { clock, schedule } = harness(
      probes.map(({ it }) => it),
      { spacingMs: { first: 10, later: 3 } },
    );
    const started = () => probes.map(({ runs }) => runs.started);
    const first = schedule.checkNow();
    await clock.advance(19);
    expect(started()).toEqual([1, 1, 0]);
    await clock.advance(1);
    await first;
    const check = schedule.checkNow();
    await clock.advance(2);
    expect(started()).toEqual([2, 1, 1]);
    await clock.advance(1);
    expect(started()).toEqual([2, 2, 1]);
    schedule.stop();
    const observations = await check;
    expect(started()).toEqual([2, 2, 1]);
    expect(observations[2]?.result).toMatchObject({ ok: false, problem: { code: 'stopped' } });
    expect(clock.pending()).toBe(0);
  });

  it('joins a look that is under way, and the interval begins anew', async () => {
    const a = probe('redis', 'answers');
    const slow = probe('postgres', 'hangs');
    const { clock, schedule, of } = harness([a.it, slow.it]);
    schedule.start();
    await clock.advance(5_000);
    const check = schedule.checkNow();
    await clock.advance(5_000);
    await check;
    expect(a.runs.started).toBe(2);
    expect(slow.runs.started).toBe(1);
    expect(of('postgres')).toHaveLength(1);
    await clock.advance(9_999);
    expect(a.runs.started).toBe(2);
    await clock.advance(1);
    expect(a.runs.started).toBe(3);
    schedule.stop();
  });

  it('is silent after stop, leaves no timer, and can start again', async () => {
    const [a, slow] = [probe('redis', 'answers'), probe('postgres', 'hangs')];
    const { clock, schedule, seen, of } = harness([a.it, slow.it]);
    schedule.start();
    await clock.advance(0);
    schedule.stop();
    expect(slow.runs.signals[0]?.aborted).toBe(true);
    await clock.advance(60_000);
    expect(seen).toHaveLength(1);
    expect(clock.pending()).toBe(0);

    schedule.start();
    schedule.stop();
    schedule.start();
    await clock.advance(0);
    await clock.advance(15_000);
    expect(of('redis').length).toBeGreaterThanOrEqual(3);
    schedule.stop();
  });
});

describe('readingOf', () => {
  const failed = (code: OperatorError['code'], message: string) =>
    readingOf({
      subject: 'redis',
      source: 'test',
      observedAt: 0,
      durationMs: 1,
      result: { ok: false, problem: { code, message, hint: null, retryable: true } },
    });

  it.each([
    ['unreachable', 'Redis at 127.0.0.1:6379: connection refused', 'down', 'connection refused'],
    ['unreachable', 'Redis at [::1]:6379: connection refused', 'down', 'connection refused'],
    ['timeout', 'no answer within 10 s', 'down', 'no answer within 10 s'],
    ['not-found', 'the artifact folder does not exist', 'down', 'the artifact folder does not exist'],
    ['unauthenticated', 'Constitutional AI at h: refuses this user', 'unknown', 'refuses this user'],
    [
      'secret',
      'the Redis password: the environment variable A is not set',
      'unknown',
      'the Redis password: the environment variable A is not set',
    ],
    ['tls', 'Redis at h:1: the certificate has expired', 'unknown', 'the certificate has expired'],
  ] as const)('takes %s for what it says: %s', (code, message, status, reason) => {
    expect(failed(code, message)).toMatchObject({ status, reason, hash: 'unverified', figures: {} });
  });
});
