import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fieldAt } from '../connect/kubernetes/fields.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { type Desks, openDesks } from './testing/desks.ts';
import { followRollout } from './testing/follow.ts';
import type { RolloutView } from './view.ts';

/** A holder that was not heard of for longer than that is passed over. */
const EXPIRED_MS = 61_000;
const PATIENCE_MS = 120_000;
const WANTED = { percentages: '10,100', monitor: '2m,0s', driver: 'configmap' } as const;
const AGREED = { readOnly: false, yes: true } as const;
const signal = new AbortController().signal;

let desks: Desks;
let alice: ControlCenter;
let bob: ControlCenter;

beforeEach(async () => {
  desks = await openDesks({}, { isLifeJumping: true });
  alice = await desks.open('alice');
  bob = await desks.open('bob');
}, 60_000);
afterEach(() => desks?.close());

const follow = (center: ControlCenter, id: string, until?: (view: RolloutView) => boolean) =>
  followRollout({ ...center, clock: desks.clock }, id, until);
const isWatched = ({ endedAt, asks, watched }: RolloutView) =>
  endedAt !== null || asks !== null || watched !== null;
const begin = async (center: ControlCenter) => {
  const { id } = await center.rollouts.start(WANTED, AGREED);
  await follow(center, id, isWatched);
  return id;
};
const shares = () =>
  desks.sandbox
    .changes()
    .flatMap(({ method, path }) => (method === 'PATCH' && path.includes('/configmaps/') ? [path] : []))
    .length;
const ofLease = (center: ControlCenter) =>
  [...center.journal.newest(1000)]
    .filter(({ kind, subject }) => kind === 'operation.intent' && subject.startsWith('lease '))
    .map(({ data }) => fieldAt(data, 'operation'))
    .reverse();
const holds = (id: string) =>
  new RegExp(`^\\S+ \\(desk [0-9a-f]{8}, rollout ${id.slice(0, 8)}\\) drives this rollout since 20`);

it('keeps a second operator from starting one, by the name of the first, and is free after its end', {
  timeout: PATIENCE_MS,
}, async () => {
  const id = await begin(alice);
  const before = shares();

  const refused = { code: 'refused', message: expect.stringMatching(holds(id)) };
  await expect(bob.rollouts.start(WANTED, AGREED)).rejects.toMatchObject(refused);
  await expect(
    bob.rollouts.gradualRollback({ step: 25, monitor: '2m' }, { ...AGREED, signal }),
  ).rejects.toMatchObject(refused);
  expect(bob.rollouts.list()).toEqual([]);
  expect(shares()).toBe(before);

  expect(await follow(alice, id)).toMatchObject({ state: 'completed', percentage: 100 });
  // Many looks and two shares later it is in the journal that it was taken, and that it was given back.
  await vi.waitFor(
    () => expect(ofLease(alice)).toEqual(['rollout.lease.take', 'rollout.lease.give-back']),
    10_000,
  );
  const { id: next } = await bob.rollouts.gradualRollback({ step: 50, monitor: '2m' }, { ...AGREED, signal });
  expect(await follow(bob, next)).toMatchObject({ state: 'completed', percentage: 0 });
});

it('is renewed as long as it is driven, also paused and while it waits for a decision', {
  timeout: PATIENCE_MS,
}, async () => {
  const id = await begin(alice);
  const renewals = () => desks.sandbox.changes().filter(({ path }) => path.includes('/leases/')).length;
  const looks = () => alice.rollouts.get(id).stages[0]?.checks[0]?.total ?? 0;
  /** Three minutes of life, and not once a minute without a word of hers, nor three intervals without a look. */
  const stays = async () => {
    for (let minutes = 0; minutes < 3; minutes += 1 / 3) {
      const before = { renewals: renewals(), looks: looks() };
      desks.clock.jump(20_000);
      await vi.waitFor(() => {
        expect(renewals()).toBeGreaterThan(before.renewals);
        expect(looks()).toBeGreaterThan(before.looks);
      }, 10_000);
      await expect(bob.rollouts.start(WANTED, AGREED)).rejects.toMatchObject({
        message: expect.stringMatching(holds(id)),
      });
    }
  };

  await alice.rollouts.order('pause', { id }, { ...AGREED, signal });
  await stays();
  expect(alice.rollouts.get(id)).toMatchObject({ state: 'paused', percentage: 10 });
  await alice.rollouts.order('resume', { id }, { ...AGREED, signal });
  // Nobody looked for so long that it has to be decided.
  desks.clock.jump(600_000);
  expect(await follow(alice, id)).toMatchObject({ state: 'inconclusive', asks: { kind: 'decision' } });
  await stays();
  expect(ofLease(alice)).toEqual(['rollout.lease.take']);
  alice.rollouts.abort(id, '');
  expect(await follow(alice, id)).toMatchObject({ state: 'aborted', percentage: 0 });
});

it('is had by one of two who start at the same moment', { timeout: PATIENCE_MS }, async () => {
  const begun = await Promise.allSettled([
    alice.rollouts.start(WANTED, AGREED),
    bob.rollouts.start(WANTED, AGREED),
  ]);
  const views: RolloutView[] = [];
  for (const [index, center] of [alice, bob].entries()) {
    const end = begun[index];
    if (end?.status !== 'fulfilled') expect(end?.reason).toMatchObject({ code: 'refused' });
    else views.push(await follow(center, end.value.id, isWatched));
  }
  expect(views.filter(({ percentage }) => percentage === 10)).toHaveLength(1);
  expect(shares()).toBe(1);
  for (const view of views) {
    if (view.percentage === 10) continue;
    expect(view).toMatchObject({
      state: 'inconclusive',
      why: expect.stringContaining('drives this rollout'),
    });
  }
});

it('is gone on with by whoever had it, after a crash, and kept from others meanwhile', {
  timeout: PATIENCE_MS,
}, async () => {
  const id = await begin(alice);
  await desks.leave('alice');

  await expect(bob.rollouts.start(WANTED, AGREED)).rejects.toMatchObject({
    message: expect.stringMatching(holds(id)),
  });
  alice = await desks.open('alice');
  alice.processes.recover();

  expect(await follow(alice, id)).toMatchObject({ state: 'completed', percentage: 100 });
  expect(shares()).toBe(2);
});

it('is taken over once it has expired; whoever comes back is told who has it and writes nothing', {
  timeout: PATIENCE_MS,
}, async () => {
  const id = await begin(alice);
  await desks.leave('alice');
  desks.clock.jump(EXPIRED_MS);
  const { id: back } = await bob.rollouts.gradualRollback({ step: 50, monitor: '2m' }, { ...AGREED, signal });
  await follow(bob, back, isWatched);
  const before = shares();

  alice = await desks.open('alice');
  alice.processes.recover();
  const waiting = await follow(alice, id);
  expect(waiting).toMatchObject({
    state: 'inconclusive',
    why: expect.stringMatching(holds(back)),
    asks: { choices: [{ id: 'leave' }, { id: 'take-up' }] },
    can: { resume: true, abort: true },
  });
  // It is asked once more, and is told the same.
  await alice.rollouts.order('resume', { id }, { ...AGREED, signal });
  expect(await follow(alice, id, ({ asks }) => asks !== null)).toMatchObject({ state: 'inconclusive' });
  alice.rollouts.abort(id, 'bob has it');

  const left = await follow(alice, id);
  expect(left).toMatchObject({ state: 'aborted', why: expect.stringContaining('bob has it; ') });
  expect(left.report.map(({ line }) => line)).toContainEqual(
    expect.stringMatching(/^Ended by another one: .* drives this rollout since/),
  );
  expect(shares()).toBe(before);
  expect(await follow(bob, back)).toMatchObject({ state: 'completed', percentage: 0 });
});

it('is taken by force by an emergency rollback, which its holder before is told', {
  timeout: PATIENCE_MS,
}, async () => {
  const id = await begin(alice);
  const before = shares();
  const { id: run } = await bob.rollouts.emergencyRollback(
    { reason: 'wrong predictions', monitor: '1s' },
    AGREED,
  );
  // What turns the legacy optimizer on writes the config map, too.
  await vi.waitFor(() => expect(bob.processes.get(run).endedAt).not.toBeNull(), PATIENCE_MS);
  const after = shares();
  expect(after).toBeGreaterThan(before);

  // She renews it three times a minute of life.
  desks.clock.jump(20_000);
  const told = await vi.waitFor(() => {
    const view = alice.rollouts.get(id);
    expect(view).toMatchObject({
      state: 'inconclusive',
      asks: { choices: [{ id: 'leave' }, { id: 'take-up' }] },
    });
    return view;
  }, PATIENCE_MS);
  expect(told.why).toMatch(
    new RegExp(`emergency rollback ${run.slice(0, 8)}\\) .*for an emergency rollback: wrong predictions`),
  );
  const end = bob.processes.get(run).steps.find(({ id: step }) => step === 'end');
  expect(end?.words).toMatch(
    new RegExp(`Took the lease by force from \\S+ \\(desk [0-9a-f]{8}, rollout ${id.slice(0, 8)}\\)$`),
  );
  await alice.rollouts.answer(
    { id, step: told.asks?.step ?? '', choice: 'leave', note: '', typed: null },
    { ...AGREED, signal },
  );
  expect(await follow(alice, id)).toMatchObject({ state: 'aborted' });
  expect(shares()).toBe(after);
});

it('is asked for before all traffic is taken back, too: whoever has lost it does not write over others', {
  timeout: PATIENCE_MS,
}, async () => {
  const id = await begin(alice);
  const given = { reason: 'wrong predictions', monitor: '1s' };
  const { id: run } = await bob.rollouts.emergencyRollback(given, AGREED);
  await vi.waitFor(() => expect(bob.processes.get(run).endedAt).not.toBeNull(), PATIENCE_MS);
  await desks.leave('bob');
  // Since then somebody gives 37 %, and she does not know yet that she is no longer the one who drives.
  await desks.sandbox.setFault('config-drift', true);
  const before = shares();
  alice.rollouts.abort(id, 'not well');

  const waiting = await follow(alice, id);
  expect(waiting).toMatchObject({
    state: 'inconclusive',
    why: expect.stringContaining('This rollout does not have its lease any more'),
    asks: { step: 'undo:before', choices: [{ id: 'leave' }, { id: 'take-up' }] },
  });
  expect(shares()).toBe(before);
  // Nobody has it: once she takes it up again, it is hers to take all traffic away.
  await alice.rollouts.order('resume', { id }, { ...AGREED, signal });
  expect(await follow(alice, id)).toMatchObject({ state: 'aborted', percentage: 0 });
  expect(shares()).toBe(before + 1);
});
