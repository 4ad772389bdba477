import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPractice, type Practice } from '../runbooks/testing/practice.ts';
import { followRollout } from './testing/follow.ts';
import type { RolloutView } from './view.ts';

let practice: Practice;

beforeAll(async () => {
  practice = await openPractice();
}, 60_000);
afterEach(() => practice.sandbox.restore());
afterAll(() => practice?.close());

const WANTED = { percentages: '10,50,100', monitor: '5m,5m,0s', driver: 'configmap' } as const;
const AGREED = { readOnly: false, yes: true } as const;
const signal = new AbortController().signal;
const PATIENCE_MS = 240_000;

const rollouts = () => practice.center.rollouts;
const follow = (id: string, until?: (view: RolloutView) => boolean) =>
  followRollout({ ...practice.center, clock: practice.clock }, id, until);
const isWatched = (index: number) => (view: RolloutView) =>
  view.endedAt !== null || (view.stage === index && view.watched !== null);

/** How often the config map, and what goes by it, was written since. */
function written(since: number): { shares: number; restarts: number } {
  const all = practice.sandbox.changes().slice(since);
  const count = (part: string) =>
    all.filter(({ method, path }) => method === 'PATCH' && path.includes(part)).length;
  return { shares: count('/configmaps/'), restarts: count('/deployments/mlops-manager') };
}

async function shareNow(): Promise<number | null> {
  return (await rollouts().share.look(signal)).percentage;
}

describe('a phased rollout', () => {
  it('gives the traffic stage by stage when all is well', { timeout: PATIENCE_MS }, async () => {
    const before = practice.sandbox.changes().length;
    const { id } = await rollouts().start(WANTED, AGREED);

    await expect(rollouts().start(WANTED, AGREED)).rejects.toMatchObject({ code: 'refused' });
    const view = await follow(id);

    expect(view).toMatchObject({ state: 'completed', percentage: 100, asks: null });
    expect(view.stages.map(({ state }) => state)).toEqual(['passed', 'passed', 'passed']);
    expect(written(before)).toEqual({ shares: 3, restarts: 3 });
    // Every 15, 30 and 60 s for five minutes, twice.
    const totals = view.stages[0]?.checks.map(({ check, total }) => [check.id, total]);
    expect(Object.fromEntries(totals ?? [])).toEqual({
      ...{ hash: 20, availability: 10, compliance: 5, 'response-time': 5, 'error-rate': 5, share: 5 },
    });
    expect(view.stages[1]?.checks.map(({ total }) => total)).toEqual(totals?.map(([, total]) => total));
    expect(await shareNow()).toBe(100);
  });

  it.each([
    ['hash-mismatch=governance', 1, 'hash'],
    ['compliance-drop', 0, 'compliance'],
    ['service-slow=governance:2600', 0, 'response-time'],
    ['service-errors=governance:0.9', 0, 'error-rate'],
  ])(
    'turns back on %s in stage %i as soon as its trigger says, in one write',
    {
      timeout: PATIENCE_MS,
    },
    async (fault, index, checkId) => {
      const before = practice.sandbox.changes().length;
      const { id } = await rollouts().start(WANTED, AGREED);
      await follow(id, isWatched(index));
      await practice.sandbox.setFault(fault, true);
      const view = await follow(id);
      await practice.sandbox.setFault(fault, false);

      expect(view).toMatchObject({ state: 'aborted', percentage: 0 });
      const stage = view.stages[index];
      expect(stage?.state).toBe('failed');
      const failed = stage?.checks.filter(({ check, failures }) => failures >= check.failures.count);
      expect(failed?.map(({ check }) => check.id)).toContain(checkId);
      // No measurement was waited for that the trigger does not need.
      for (const { check, failures } of failed ?? []) expect(failures).toBe(check.failures.count);
      expect(written(before)).toEqual({ shares: index + 2, restarts: index + 2 });
      expect(await shareNow()).toBe(0);
    },
  );

  it('waits for a person when nobody measures any more, and goes on by their word', {
    timeout: PATIENCE_MS,
  }, async () => {
    const { id } = await rollouts().start({ ...WANTED, monitor: '4m,4m,0s' }, AGREED);
    await follow(id, isWatched(0));
    const before = practice.sandbox.changes().length;
    // Nobody but a service counts requests or shows a score.
    const services = Object.keys(practice.center.profile.services ?? {});
    for (const service of services) await practice.sandbox.setFault(`service-down=${service}`, true);
    const waiting = await follow(id);

    expect(waiting).toMatchObject({ state: 'inconclusive', asks: { kind: 'decision', step: 'watch-10' } });
    expect(waiting.can).toMatchObject({ promote: true, abort: true, retry: false });
    expect(written(before)).toEqual({ shares: 0, restarts: 0 });
    for (const service of services) await practice.sandbox.setFault(`service-down=${service}`, false);
    await rollouts().answer(
      { id, step: 'watch-10', choice: 'watch-on', note: 'they answer again', typed: null },
      { ...AGREED, signal },
    );
    expect(rollouts().get(id)).toMatchObject({ state: 'progressing', asks: null });

    await rollouts().order('pause', { id, note: 'lunch' }, { ...AGREED, signal });
    expect(rollouts().get(id)).toMatchObject({ state: 'paused', can: { pause: false, resume: true } });
    await expect(rollouts().order('pause', { id }, { ...AGREED, signal })).rejects.toMatchObject({
      code: 'refused',
    });
    await rollouts().order('resume', { id }, { ...AGREED, signal });
    await rollouts().order('promoteFull', { id }, { ...AGREED, signal });
    const view = await follow(id);

    expect(view).toMatchObject({ state: 'completed', percentage: 100 });
    expect(view.stages.map(({ state }) => state)).toEqual(['passed', 'skipped', 'passed']);
    expect(written(before)).toEqual({ shares: 1, restarts: 1 });
    expect(() => rollouts().abort(id, '')).toThrow(expect.objectContaining({ code: 'refused' }));
  });
});
