import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPractice, type Practice } from '../runbooks/testing/practice.ts';
import { rolloutHtml, rolloutMarkdown, rolloutReport } from './report/index.ts';
import { practisedRollouts } from './testing/practised-rollout.ts';

let practice: Practice;
let practised: ReturnType<typeof practisedRollouts>;

beforeAll(async () => {
  practice = await openPractice();
  practised = practisedRollouts(practice);
}, 60_000);
afterAll(() => practice?.close());

const PATIENCE = { timeout: 120_000 };
/** The cluster's watch is heard of once a minute of life, and nobody waits for that here. */
const ALL = 'operational: all, staleAfter: 10m';
const plan = (checks: string, more = '') => `apiVersion: acgs.dev/rollout/v1
defaults: none
checks:
${checks}
stages:
  - { percentage: 10, monitor: 2m${more} }
  - { percentage: 100, monitor: 0s }
`;
const start = (text: string) =>
  practised.rollouts.start(
    { percentages: '10,50,100', monitor: '4h,8h,0s', driver: '', plan: text },
    practised.agreed,
  );

describe('a rollout by a plan of its own', () => {
  it('passes on the figures of its own checks, each known and measured now', PATIENCE, async () => {
    const { id } = await start(
      plan(`  - { id: up, expression: min(probe_up), success: { atLeast: 1 }, every: 30s }
  - { id: manager, operational: mlops-manager, every: 30s }
  - { id: systems, ${ALL} }
  - { id: budget, budget: left, success: { above: 0.05 }, staleAfter: 5m }`),
    );
    const view = await practised.follow(id);

    const seen = view.stages[0]?.checks.map(({ check, total, measurements }) => [
      check.id,
      total,
      measurements.filter(({ outcome }) => outcome !== 'pass').map(({ words }) => words),
    ]);
    expect(seen).toEqual([
      ['hash', 8, []],
      ['up', 4, []],
      ['manager', 4, []],
      ['systems', 2, []],
      ['budget', 2, []],
      ['share', 2, []],
    ]);
    expect(view).toMatchObject({ state: 'completed', percentage: 100 });
  });

  it(
    'waits for a person where a check never has data, and never passes on it; the same plan is tried again',
    PATIENCE,
    async () => {
      const text = plan(
        '  - { id: gpu, title: GPU memory, expression: max(gpu_memory), success: { below: 0.8 }, every: 30s, inconclusive: 2 }',
      );
      const { id } = await start(text);
      const view = await practised.follow(id);

      expect(view).toMatchObject({ state: 'inconclusive', percentage: 10, asks: { step: 'watch-10' } });
      expect(view.asks?.text).toBe('2 inconclusive measurements; Nobody reports GPU memory');
      practised.rollouts.abort(id, 'no such figure');
      expect(await practised.follow(id)).toMatchObject({ state: 'aborted', percentage: 0 });

      const again = await practised.rollouts.retry(id, { ...practised.agreed, signal: practised.signal });
      expect(practised.rollouts.get(again.id).stages[0]?.checks.map(({ check }) => check.id)).toContain(
        'gpu',
      );
      practised.rollouts.abort(again.id, '');
      await practised.follow(again.id);
    },
  );

  it('turns back when a system of a check of its own is not operational', PATIENCE, async () => {
    await practice.sandbox.setFault('degraded=governance', true);
    const { id } = await start(
      plan('  - { id: governance, operational: governance, every: 15s, failures: 2 }'),
    );
    const view = await practised.follow(id);
    await practice.sandbox.setFault('degraded=governance', false);

    expect(view).toMatchObject({ state: 'aborted', percentage: 0 });
    expect(view.why).toMatch(
      /Not operational: Governance failed 2 times within 30 s; .*: 1, wanted below 1; .*degraded/,
    );
  });
});

describe('a load test as a gate', () => {
  const gate = (test: string) => plan(`  - { id: up, ${ALL} }`, `, gate: { load-test: ${test} }`);

  it('passes by its figures before the stage is watched', PATIENCE, async () => {
    const { id } = await start(gate('{ requests: 200, workers: 5 }'));
    const view = await practised.follow(id);

    expect(view).toMatchObject({ state: 'completed', percentage: 100 });
    const [p95, errors] = view.stages[0]?.checks ?? [];
    expect(p95).toMatchObject({ check: { id: 'load-p95', unit: 'ms' }, total: 1, nextAt: null });
    expect(p95?.measurements).toMatchObject([{ outcome: 'pass', value: expect.any(Number) }]);
    expect(errors).toMatchObject({
      check: { id: 'load-errors' },
      measurements: [{ outcome: 'pass', value: 0 }],
    });
    const steps = practice.center.processes.get(id).steps;
    const at = (step: string) => steps.find((it) => it.id === step);
    expect(at('gate-10')?.begunAt).toBeGreaterThanOrEqual(at('set-10')?.endedAt ?? Number.NaN);
    expect(at('watch-10')?.begunAt).toBeGreaterThanOrEqual(at('gate-10')?.endedAt ?? Number.NaN);
  });

  it('turns back beyond a limit, and nothing is watched', PATIENCE, async () => {
    const { id } = await start(gate('{ requests: 200, workers: 5, limits: { max: { below: 0.001 } } }'));
    const view = await practised.follow(id);

    expect(view).toMatchObject({ state: 'aborted', percentage: 0, stages: [{ state: 'failed' }, {}] });
    const report = await rolloutReport(practice.center, id, practised.signal);
    expect(report).toMatchObject({
      ...{ state: 'aborted', percentage: 0, plan: expect.stringContaining('load-test'), decisions: [] },
      stages: [
        { checks: [{ id: 'load-max', wanted: 'below 0.001', measurements: 1, failed: 1 }, {}, {}, {}] },
        {},
      ],
    });
    // To 10 %, the load, and back.
    expect(report.writes.map(({ status, entry }) => [status, typeof entry])).toEqual([
      ['succeeded', 'number'],
      ['succeeded', 'number'],
    ]);
    expect(report.journal.entries.length).toBeGreaterThan(3);
    for (const text of [rolloutMarkdown(report), rolloutHtml(report)]) {
      expect(text).toContain('Load test: slowest answer');
      expect(text).toContain(view.id);
    }
    expect(view.why).toMatch(/Load test: slowest answer: [\d.]+, wanted below 0.001/);
    expect(practice.center.processes.get(id).steps.find((step) => step.id === 'watch-10')?.status).toBe(
      'pending',
    );
  });

  it('waits for a person where nothing answers, and tests once more by their word', PATIENCE, async () => {
    await practice.sandbox.setFault('service-down=governance', true);
    const { id } = await start(gate('{ system: governance, requests: 200, workers: 5 }'));
    const view = await practised.follow(id);

    expect(view).toMatchObject({
      ...{ state: 'inconclusive', percentage: 10, stages: [{ state: 'inconclusive' }, {}] },
      asks: { step: 'gate-10', choices: [{ title: 'Test it once more' }, {}, { id: 'roll-back' }] },
    });
    expect(view.asks?.text).toMatch(/could not be measured: not one of \d+ requests was answered/);
    expect(view.can).toMatchObject({ promote: true, promoteFull: false, abort: true });
    await practice.sandbox.setFault('service-down=governance', false);
    const said = { id, step: 'gate-10', choice: 'watch-on', note: 'it is back', typed: null };
    await practised.rollouts.answer(said, { ...practised.agreed, signal: practised.signal });
    expect(await practised.follow(id)).toMatchObject({ state: 'completed', percentage: 100 });

    const { decisions } = await rolloutReport(practice.center, id, practised.signal);
    expect(decisions.map(({ stage, what, why }) => [stage, what, why])).toEqual([
      ['10 %', 'asked for a decision', view.asks?.text],
      ['10 %', 'had it tested or watched anew', 'it is back'],
    ]);
  });
});
