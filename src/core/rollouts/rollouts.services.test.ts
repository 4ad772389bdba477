import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPractice, type Practice } from '../runbooks/testing/practice.ts';
import { isWatched, practisedRollouts, TRIGGERS } from './testing/practised-rollout.ts';

let practice: Practice;
let practised: ReturnType<typeof practisedRollouts>;

beforeAll(async () => {
  practice = await openPractice();
  practised = practisedRollouts(practice);
}, 60_000);
afterEach(() => practice.sandbox.restore());
afterAll(() => practice?.close());

const PATIENCE_MS = 240_000;
const MINUTE_MS = 60_000;

describe('a phased rollout', () => {
  it('gives the traffic stage by stage when all is well, with no read and no write more than that takes', {
    timeout: PATIENCE_MS,
  }, async () => {
    const { view, faults } = await practised.toTheEnd('5m,5m,0s');

    expect(faults).toEqual([]);
    const totals = view.stages[0]?.checks.map(({ check, total }) => [check.id, total]) ?? [];
    expect(Object.fromEntries(totals)).toEqual({
      ...{ hash: 20, availability: 10, compliance: 5, 'response-time': 5, 'error-rate': 5, share: 5 },
    });
    expect(await practised.shareNow()).toBe(100);
  });

  it('is the only one', async () => {
    const { id } = await practised.start('5m,5m,0s');
    await expect(practised.start('5m,5m,0s')).rejects.toMatchObject({ code: 'refused' });
    practised.rollouts.abort(id, '');
    expect(await practised.follow(id)).toMatchObject({ state: 'aborted' });
  });

  // A slice of the campaign of that name, in which the windows are hours. What is slow takes its time in each look.
  it.each(
    TRIGGERS.flatMap((trigger) =>
      (trigger.check === 'response-time' ? [0] : [0, 1, 2]).map((index) => ({ ...trigger, index })),
    ),
  )(
    'turns back on $fault in stage $index with the look that its trigger says, and in one write',
    { timeout: PATIENCE_MS },
    async ({ index, ...trigger }) => {
      const faults = await practised.turnedBack({ trigger, index, monitor: '5m,5m,5m', afterMs: MINUTE_MS });
      expect(faults).toEqual([]);
      expect(await practised.shareNow()).toBe(0);
    },
  );

  it('waits for a person when nobody measures any more, and goes on by their word', {
    timeout: PATIENCE_MS,
  }, async () => {
    const { id } = await practised.start('4m,4m,0s');
    await practised.follow(id, isWatched(0));
    const before = practice.sandbox.changes().length;
    await practice.sandbox.setFault('metrics-gone', true);
    const waiting = await practised.follow(id);

    expect(waiting).toMatchObject({ state: 'inconclusive', asks: { kind: 'decision', step: 'watch-10' } });
    expect(waiting.can).toMatchObject({ promote: true, abort: true, retry: false });
    expect(practised.written(before)).toEqual({ shares: 0, restarts: 0 });
    await practice.sandbox.setFault('metrics-gone', false);
    await practised.rollouts.answer(
      { id, step: 'watch-10', choice: 'watch-on', note: 'they answer again', typed: null },
      { ...practised.agreed, signal: practised.signal },
    );
    expect(practised.rollouts.get(id)).toMatchObject({ state: 'progressing', asks: null });

    await practised.rollouts.order(
      'pause',
      { id, note: 'lunch' },
      { ...practised.agreed, signal: practised.signal },
    );
    expect(practised.rollouts.get(id)).toMatchObject({
      state: 'paused',
      can: { pause: false, resume: true },
    });
    await expect(
      practised.rollouts.order('pause', { id }, { ...practised.agreed, signal: practised.signal }),
    ).rejects.toMatchObject({
      code: 'refused',
    });
    await practised.rollouts.order('resume', { id }, { ...practised.agreed, signal: practised.signal });
    await practised.rollouts.order('promoteFull', { id }, { ...practised.agreed, signal: practised.signal });
    const view = await practised.follow(id);

    expect(view).toMatchObject({ state: 'completed', percentage: 100 });
    expect(view.stages.map(({ state }) => state)).toEqual(['passed', 'skipped', 'passed']);
    expect(practised.written(before)).toEqual({ shares: 1, restarts: 1 });
    expect(() => practised.rollouts.abort(id, '')).toThrow(expect.objectContaining({ code: 'refused' }));
  });
});
