import { afterEach, expect, it } from 'vitest';
import { valueWords } from '../../baselines/index.ts';
import { resolveThresholds } from '../../connect/profile/thresholds.ts';
import { silentLog } from '../../kernel/log.ts';
import { manualClock } from '../../kernel/manual-clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { createMetricsQuery } from '../../metrics/query.ts';
import { createSeriesSource } from '../../metrics/source.ts';
import { openStore, type Store } from '../../store/index.ts';
import { run } from '../testing/act.ts';
import { weeklyReport } from './weekly-report.ts';

const NOW = Date.UTC(2026, 5, 8, 10);
const MINUTE = 60_000;
const DAY = 86_400_000;
const clock = manualClock(NOW);

let store: Store | undefined;
afterEach(() => store?.close());

type Ground = Parameters<typeof weeklyReport>[0];

/** The record of a week: a hundred requests a second, of which some fail in its last day. */
function ground(badPerSecond: number | null, more: Partial<Ground> = {}): Ground {
  store = openStore(':memory:', MINUTE);
  const { samples } = store;
  const names = ['slo:requests:rate2m', 'slo:bad_requests:rate2m'];
  const ids = samples
    .resolve(
      names.map((name) => ({ name, labels: {} })),
      'test',
    )
    .map(Number);
  for (let at = NOW - 2 * DAY; badPerSecond !== null && at <= NOW; at += MINUTE) {
    samples.append(at, ids, Float64Array.of(100, at > NOW - DAY ? badPerSecond : 0));
  }
  const query = createMetricsQuery({
    ...{ source: createSeriesSource(samples), firstAt: samples.firstAt, prometheus: null, log: silentLog },
    ...{ redactor: createRedactor(), influx: null, metricVersion: undefined, clock },
  });
  return {
    metrics: { query },
    alerts: { log: () => ({ name: 'alerts', lines: [], leftOut: 0 }) },
    health: {
      courses: {
        of: async () => ({ from: '', to: '', bucketMs: 1, items: [], marks: [] }),
      },
    },
    processes: { list: () => [] },
    thresholds: resolveThresholds({}),
    valueWords,
    ...more,
  };
}

async function report(of: Ground, window = '7d') {
  const ending = await run([weeklyReport(of)], 'reports.weekly', { window }, { clock });
  if (ending.end !== 'done') throw new Error(ending.end);
  const { output } = ending;
  if (typeof output !== 'object' || output === null || !('lines' in output)) throw new Error('no lines');
  const { lines } = output;
  return { output, lines: Array.isArray(lines) ? lines.map(String) : [] };
}

it('tells the availability of what was recorded, and how much that is', async () => {
  // Of 2 days, one in 100 failed on the second: 0.5 % of all.
  const bad = await report(ground(1));
  expect(bad.output).toMatchObject({ from: '2026-06-01T10:00:00.000Z', to: '2026-06-08T10:00:00.000Z' });
  expect(bad.output).toHaveProperty('availability', expect.closeTo(0.995, 4));
  expect(bad.lines[1]).toMatch(
    /^❌ Availability: 99.5\d* %, objective 99.9\d* %; 28 % of the time was recorded$/,
  );
  store?.close();
  expect((await report(ground(0))).lines[1]).toMatch(/^✅ Availability: 100/);
});

it('does not know what nobody recorded', async () => {
  const { output, lines } = await report(ground(null));
  expect(output).toMatchObject({ availability: null });
  expect(lines[1]).toBe('❔ Availability: no requests are recorded');
});

it('counts the alerts that fired within it, and the runs', async () => {
  const days: string[] = [];
  const line = (at: number, kind: string, level: 'critical' | 'warning') => ({
    ...{ at: new Date(at).toISOString(), kind, level, actor: 'rules', alert: 'a', text: '' },
  });
  const list: Ground['processes']['list'] = () =>
    [
      {
        id: 'aaaaaaaa-1',
        startedAt: NOW - DAY,
        status: 'failed',
        endedAt: NOW,
        title: 'Restart',
        why: 'No pod came',
      },
      {
        id: 'bbbbbbbb-1',
        startedAt: NOW - 8 * DAY,
        status: 'succeeded',
        endedAt: NOW,
        title: 'Old',
        why: null,
      },
      { id: 'run-1', startedAt: NOW, status: 'running', endedAt: null, title: 'This report', why: null },
    ] as ReturnType<Ground['processes']['list']>;
  const { output, lines } = await report(
    ground(0, {
      processes: { list },
      alerts: {
        log({ day }) {
          days.push(day);
          const all = [
            line(NOW - 7 * DAY - 1, 'firing', 'critical'),
            line(NOW - DAY, 'firing', 'warning'),
            line(NOW - DAY, 'resolved', 'warning'),
            line(NOW - 2 * DAY, 'firing', 'critical'),
          ];
          return { name: day, lines: all.filter(({ at }) => at.startsWith(day)), leftOut: 0 };
        },
      },
    }),
  );
  expect(days).toHaveLength(8);
  expect(output).toMatchObject({ alerts: 2, runs: 1 });
  expect(lines).toContain('❌ Alerts: 2 fired: 1 critical, 1 warning');
  expect(lines).toContain('❌ Runs: 1, of which 1 failed and 0 have not ended');
  expect(lines).toContain('  aaaaaaaa Restart: No pod came');
});

it('tells each figure with its spread, and what nobody reports', async () => {
  const course = {
    ...{
      unit: 'ms' as const,
      good: null,
      source: null,
      value: null,
      observedAt: null,
      level: null,
      lines: [],
    },
  };
  const items = [
    {
      ...{ ...course, id: 'response-time', title: 'Response time', missing: null },
      curves: [
        {
          name: '',
          buckets: [
            [0, 10, 20, 30],
            [1, null, null, null],
            [2, 20, 40, 90],
          ] as [number, number | null, number | null, number | null][],
        },
      ],
    },
    { ...course, id: 'accuracy', title: 'Accuracy', missing: 'nobody reports it', curves: [] },
  ];
  const of: Ground['health']['courses']['of'] = async (subject) => ({
    ...{ from: '', to: '', bucketMs: 1, marks: [], items: subject === 'whole' ? items : [] },
  });
  const { output, lines } = await report(ground(0, { health: { courses: { of } } }));
  expect(output).toMatchObject({
    figures: [
      { id: 'response-time', mean: 30, min: 10, max: 90 },
      { id: 'accuracy', mean: null },
    ],
  });
  expect(lines).toContain('✅ Response time: 30 ms in the mean, 10 ms to 90 ms');
  expect(lines).toContain('❔ Accuracy: nobody reports it');
});

it('refuses what is no span of time', async () => {
  await expect(report(ground(null), '0s')).rejects.toMatchObject({ code: 'usage' });
});
