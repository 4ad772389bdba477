import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPractice, type Practice } from '../runbooks/testing/practice.ts';
import { practisedRollouts } from './testing/practised-rollout.ts';

let practice: Practice;
let practised: ReturnType<typeof practisedRollouts>;

beforeAll(async () => {
  practice = await openPractice();
  practised = practisedRollouts(practice);
}, 60_000);
afterAll(() => practice?.close());

const PATIENCE = { timeout: 120_000 };
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
  - { id: systems, operational: all }
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
