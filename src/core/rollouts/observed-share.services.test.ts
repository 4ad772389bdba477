import { afterEach, expect, it } from 'vitest';
import { openPractice, type Practice } from '../runbooks/testing/practice.ts';
import { isWatched, practisedRollouts } from './testing/practised-rollout.ts';

const PATIENCE_MS = 120_000;

let practice: Practice | undefined;

afterEach(() => practice?.close());

/** A rollout of 10 % in a system whose share is verified. */
async function rolledOut(observedShare: boolean | string) {
  practice = await openPractice({ observedShare });
  const practised = practisedRollouts(practice);
  const { rollouts } = practice.center;
  const wanted = { percentages: '10,100', monitor: '5m,0s', driver: '' };
  const { id } = await rollouts.start(wanted, practised.agreed);
  const outcomesOf = () =>
    rollouts
      .get(id)
      .stages[0]?.checks.find(({ check }) => check.id === 'observed-share')
      ?.measurements.map(({ outcome }) => outcome);
  return { ...practised, id, outcomesOf };
}

it('verifies each share by what the router counts', { timeout: PATIENCE_MS }, async () => {
  const { rollouts, follow, id, outcomesOf, signal } = await rolledOut(true);
  await follow(id, isWatched(0));
  await follow(id, () => outcomesOf()?.length === 3);
  expect((await rollouts.share.look(signal)).metrics).toMatchObject({
    ...{ verdict: 'as-written', percentage: expect.closeTo(10, 1), tolerance: 2 },
    source: expect.stringContaining('acgs_router_split_requests'),
  });
  expect(await follow(id)).toMatchObject({ state: 'completed', percentage: 100 });
  expect(outcomesOf()).toEqual(Array(5).fill('pass'));
});

it('turns back when more is seen than was agreed', { timeout: PATIENCE_MS }, async () => {
  const { follow, id, outcomesOf, shareNow } = await rolledOut('60 + 0 * sum(acgs_router_split_requests)');
  const view = await follow(id);
  expect(view).toMatchObject({ state: 'aborted', percentage: 0 });
  expect(view.why).toContain(
    'Share of traffic that metrics saw, in percent: 60, wanted at least 8 and at most 12',
  );
  expect(outcomesOf()).toEqual(['fail', 'fail']);
  expect(await shareNow()).toBe(0);
});

it('asks a person when less is seen than was set', { timeout: PATIENCE_MS }, async () => {
  const { follow, id, outcomesOf, shareNow, rollouts, signal } = await rolledOut(
    '3 + 0 * sum(acgs_router_split_requests)',
  );
  const view = await follow(id);
  expect(view).toMatchObject({ state: 'inconclusive', percentage: 10, asks: { kind: 'decision' } });
  expect(outcomesOf()).toEqual(['inconclusive', 'inconclusive', 'inconclusive']);
  expect(await shareNow()).toBe(10);
  expect((await rollouts.share.look(signal)).metrics).toMatchObject({ verdict: 'less', percentage: 3 });
});
