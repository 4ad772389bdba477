import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SystemId } from '../../connect/profile/systems.ts';
import { resolveThresholds, type ThresholdOverrides } from '../../connect/profile/thresholds.ts';
import type { Clock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { manualClock, slowMachine } from '../../kernel/manual-clock.ts';
import { openStore, type Store } from '../../store/index.ts';
import { createRecorder, FIGURE_SERIES, TARGET_SERIES, UP_SERIES } from '../recorder.ts';
import { createTrends } from '../trends.ts';
import { createCourses } from './index.ts';

const MINUTE_MS = 60_000;
const HOUR = { rangeMs: 60 * MINUTE_MS, buckets: 60 };

const stores: Store[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

function desk(
  overrides: ThresholdOverrides = {},
  configured: SystemId[] = ['governance'],
  clock: Clock = manualClock(),
) {
  const store = openStore(':memory:', 40_000);
  stores.push(store);
  const { samples } = store;
  const thresholds = resolveThresholds(overrides);
  const courses = createCourses({
    store,
    trends: createTrends({ samples, influx: null, clock, log: silentLog }),
    thresholds,
    expectedHash: 'cdd01ef066bc6cf2',
    isConfigured: (id) => configured.includes(id),
    clock,
    leastBucketMs: 30_000,
    staleAfterMs: 55_000,
  });
  /** A minute of the hour before now. */
  const minute = (count: number) => clock.now() - (60 - count) * MINUTE_MS;
  const figure = (at: number, system: string, name: string, value: number) =>
    samples.record(at, [{ name: FIGURE_SERIES, labels: { system, figure: name }, value }]);
  return { clock, store, samples, thresholds, courses, minute, figure };
}

async function one(courses: ReturnType<typeof createCourses>, subject: string, id: string, at?: number) {
  const { items } = await courses.of(subject, { ...HOUR, at: at ?? null }, [id]);
  const [item] = items;
  if (!item) throw new Error(`${subject} has no ${id}`);
  return item;
}

describe('a figure over time', () => {
  it('has the limits of the profile as lines with names, one where two are the same', async () => {
    const { courses } = desk({ 'response-time': { warning: 1200 }, 'error-rate': { critical: 0.05 } });
    expect((await one(courses, 'governance', 'response-time')).lines).toEqual([
      { name: 'target', value: 2000, level: 'target' },
      { name: 'warning', value: 1200, level: 'warning' },
      { name: 'critical', value: 2500, level: 'critical' },
    ]);
    expect((await one(courses, 'governance', 'error-rate')).lines).toEqual([
      { name: 'target and warning', value: 0.01, level: 'warning' },
      { name: 'critical', value: 0.05, level: 'critical' },
    ]);
  });

  it('leaves a gap where nobody looked, and ends with the moment', async () => {
    const { courses, samples, minute } = desk();
    for (const at of [10, 11, 40, 59]) {
      samples.record(minute(at), [
        { name: UP_SERIES, labels: { system: 'governance' }, value: at === 40 ? 0 : 1 },
      ]);
    }
    const { curves } = await one(courses, 'governance', 'availability');
    const means = curves[0]?.buckets.map(([, , mean]) => mean) ?? [];
    expect(means.slice(9, 13)).toEqual([null, 1, 1, null]);
    expect(means[40]).toBe(0);
    expect(means.length).toBeLessThanOrEqual(61);
  });

  it('shows p95 with p50 beside it, and answers to probes where a service counts no requests', async () => {
    const { courses, store, figure, minute } = desk();
    store.samples.record(minute(59.5), [
      { name: 'probe_response_time_ms', labels: { system: 'governance' }, value: 12 },
    ]);
    expect(await one(courses, 'governance', 'response-time')).toMatchObject({
      source: 'answers to our probes',
      value: 12,
      level: 'good',
    });
    figure(minute(59.5), 'governance', 'request_duration_p95_ms', 2600);
    figure(minute(59.5), 'governance', 'request_duration_p50_ms', 300);
    const course = await one(courses, 'governance', 'response-time');
    expect(course).toMatchObject({ source: 'its own request durations', value: 2600, level: 'critical' });
    expect(course.curves.map(({ name }) => name)).toEqual(['p95', 'p50']);
  });

  it('judges no value that is too old: unknown, though its course is shown', async () => {
    const { courses, figure, minute } = desk();
    figure(minute(30), 'governance', 'error_rate', 0);
    const course = await one(courses, 'governance', 'error-rate');
    expect(course).toMatchObject({ value: null, level: 'unknown', missing: null });
    expect(course.curves[0]?.buckets.some(([, , mean]) => mean === 0)).toBe(true);
    expect(await one(courses, 'governance', 'error-rate', minute(30.5))).toMatchObject({
      value: 0,
      level: 'good',
      observedAt: new Date(minute(30)).toISOString(),
    });
  });

  it('is judged in the past by the limits of then', async () => {
    const { courses, store, figure, minute } = desk({ 'error-rate': { warning: 0.5, target: 0.5 } });
    const then = [...resolveThresholds({}).values()];
    createRecorder(store).limits({ thresholds: then, expectedHash: 'x' }, minute(10));
    figure(minute(20), 'governance', 'error_rate', 0.015);
    expect(await one(courses, 'governance', 'error-rate', minute(20.5))).toMatchObject({ level: 'warning' });
  });

  it('takes use of pods against their limits, and as it is where they have none', async () => {
    const { courses, figure, minute } = desk();
    figure(minute(59.5), 'governance', 'pods_cpu_cores', 0.4);
    expect(await one(courses, 'governance', 'cpu')).toMatchObject({ unit: 'cores', level: null, lines: [] });
    figure(minute(59.5), 'governance', 'pods_cpu_share', 0.9);
    expect(await one(courses, 'governance', 'cpu')).toMatchObject({ unit: 'ratio', level: 'warning' });
  });

  it('says of what nobody reports where it would come from, and never calls it good', async () => {
    const { courses } = desk();
    for (const subject of ['business', 'mlops', 'postgres']) {
      const { items } = await courses.of(subject, HOUR);
      for (const item of items) {
        expect(item).toMatchObject({ level: 'unknown', value: null, source: null, curves: [] });
        expect(item.missing).toMatch(/would come from|has not answered|nobody has looked|does not count/);
      }
    }
  });

  it('knows business figures from who is believed first, and success as the rest of what failed', async () => {
    const { courses, figure, samples, minute } = desk();
    figure(minute(59.5), 'mlops-manager', 'user_satisfaction', 0.8);
    figure(minute(59.5), 'monitoring-dashboard', 'user_satisfaction', 0.93);
    expect(await one(courses, 'business', 'user-satisfaction')).toMatchObject({
      value: 0.93,
      level: null,
      source: 'as Monitoring Dashboard reports it',
    });
    samples.record(minute(59.5), [
      { name: TARGET_SERIES, labels: { target: 'model-accuracy' }, value: 0.89 },
    ]);
    expect(await one(courses, 'business', 'model-accuracy')).toMatchObject({ value: 0.89, level: 'warning' });
    figure(minute(59.5), 'deployment-pipeline', 'error_rate', 0.03);
    const success = await one(courses, 'mlops', 'pipeline-success');
    expect(success).toMatchObject({ value: 0.97, level: 'critical', good: 'above' });
    expect(success.lines).toEqual([
      { name: 'target and warning', value: 0.99, level: 'warning' },
      { name: 'critical', value: 0.98, level: 'critical' },
    ]);
  });

  it('marks new versions, and on a system its falls', async () => {
    const { courses, store, minute } = desk();
    const { facts } = store;
    facts.record('governance', 'version', '3.1.0', minute(5));
    facts.record('governance', 'version', '3.2.0', minute(30));
    facts.record('governance', 'status', { status: 'operational', reason: null }, minute(5));
    facts.record('governance', 'status', { status: 'down', reason: 'connection refused' }, minute(31));
    const marks = async (subject: string) =>
      (await courses.of(subject, HOUR)).marks.map(({ at, text }) => [at, text]);
    const version = [new Date(minute(30)).toISOString(), 'Governance 3.2.0, was 3.1.0'];
    expect(await marks('whole')).toEqual([version]);
    expect(await marks('governance')).toEqual([
      version,
      [new Date(minute(31)).toISOString(), 'Governance down'],
    ]);
  });

  it('refuses what there is none of', async () => {
    const { courses } = desk();
    await expect(courses.of('governence', HOUR)).rejects.toThrow('There are no figures of "governence"');
  });
});

describe('the table of systems', () => {
  it('ends with the reason of the signal, in the middle of what it reads', async () => {
    // Every look at the clock finds that the slice is over.
    const { courses } = desk({}, ['governance', 'redis'], slowMachine(manualClock(), 1000));
    const reason = new Error('the view was closed');
    const controller = new AbortController();
    const given = courses.systems({ ...HOUR, signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await expect(given).rejects.toBe(reason);
  });

  it('has the five figures of every system that is looked at', async () => {
    const { courses, samples, minute } = desk({}, ['governance', 'redis']);
    samples.record(minute(59.5), [{ name: UP_SERIES, labels: { system: 'governance' }, value: 1 }]);
    const { items } = await courses.systems(HOUR);
    expect(items.map(({ id }) => id)).toEqual(['governance', 'redis']);
    expect(items[0]?.cells.map(({ id, level }) => [id, level])).toEqual([
      ['availability', 'good'],
      ['response-time', 'unknown'],
      ['error-rate', 'unknown'],
      ['cpu', 'unknown'],
      ['memory', 'unknown'],
    ]);
    expect(items[0]?.cells[0]).toMatchObject({ value: 1, target: 0.999, missing: null });
  });

  it('reads nothing that no cell shows', async () => {
    const { courses, samples, figure, minute } = desk();
    for (const share of ['p95', 'p50'])
      figure(minute(59.5), 'governance', `request_duration_${share}_ms`, 100);
    const reduce = vi.spyOn(samples, 'reduce');
    await courses.systems(HOUR);
    const read = reduce.mock.calls.map(([, { figure: name }]) => name);
    expect(read).toContain('request_duration_p95_ms');
    expect(read).not.toContain('request_duration_p50_ms');
  });
});
