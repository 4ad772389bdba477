import { afterEach, expect, it, vi } from 'vitest';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { type Desks, openDesks } from './testing/desks.ts';
import { followRollout } from './testing/follow.ts';
import type { RolloutView } from './view.ts';

const PATIENCE_MS = 120_000;
const WANTED = { percentages: '10,50,100', monitor: '2m,2m,0s', driver: 'configmap' } as const;
const AGREED = { readOnly: false, yes: true } as const;
const signal = new AbortController().signal;

let desks: Desks;
afterEach(() => desks?.close());

const follow = (center: ControlCenter, id: string, until?: (view: RolloutView) => boolean) =>
  followRollout({ ...center, clock: desks.clock }, id, until);
const isWatched = ({ endedAt, asks, watched }: RolloutView) =>
  endedAt !== null || asks !== null || watched !== null;
const accepted = (part: string) =>
  desks.sandbox.changes().filter(({ method, path }) => method === 'PATCH' && path.includes(part)).length;

it('that is left to whoever is at work is taken up by a host that runs, with its lease', {
  timeout: PATIENCE_MS,
}, async () => {
  desks = await openDesks();
  const host = await desks.open('alice');
  host.start();
  const terminal = await desks.open('alice');
  const { id } = await terminal.rollouts.start(WANTED, { ...AGREED, isLeft: true });
  expect(terminal.rollouts.get(id)).toMatchObject({ owner: null, percentage: null });

  desks.clock.jump(5000);
  expect(await follow(host, id, isWatched)).toMatchObject({ percentage: 10 });
  expect(host.processes.get(id).lines.map(({ step }) => step)).toContain('watch-10');
  const bob = await desks.open('bob');
  await expect(bob.rollouts.start(WANTED, AGREED)).rejects.toMatchObject({
    message: expect.stringContaining(`rollout ${id.slice(0, 8)}) drives this rollout`),
  });
  // What the terminal says reaches it.
  terminal.rollouts.abort(id, 'enough');
  desks.clock.jump(1000);
  expect(await follow(host, id)).toMatchObject({ state: 'aborted', percentage: 0 });
});

it('gives all the traffic at once in production only when a second person has approved exactly that', {
  timeout: PATIENCE_MS,
}, async () => {
  desks = await openDesks({ environment: 'production' });
  const center = await desks.open('ops');
  const { rollouts, operators, session, approvals, profile } = center;
  const agreed = { readOnly: false, confirm: profile.name, signal };
  for (const name of ['Alice', 'Bob']) await operators.add({ name, passphrase: `correct horse of ${name}` });
  await session.logIn('Alice', 'correct horse of Alice');
  const { id } = await rollouts.start(WANTED, agreed);
  await follow(center, id, isWatched);

  const full = () => rollouts.order('promoteFull', { id, note: 'the fair is on' }, agreed);
  await expect(full()).rejects.toMatchObject({
    ...{ code: 'refused', message: expect.stringContaining('a second person was asked to approve it') },
  });
  const [request] = approvals.list();
  expect(request).toMatchObject({ state: 'pending' });
  // Nobody approves what they asked for themselves.
  expect(() => approvals.decide(request?.id ?? '', 'approved', '')).toThrow(
    expect.objectContaining({ code: 'refused' }),
  );
  await expect(full()).rejects.toMatchObject({ code: 'refused' });
  expect(rollouts.get(id)).toMatchObject({ state: 'progressing', percentage: 10 });

  await session.logIn('Bob', 'correct horse of Bob');
  approvals.decide(request?.id ?? '', 'approved', 'agreed with the model team');
  await session.logIn('Alice', 'correct horse of Alice');
  await full();
  const view = await follow(center, id);

  expect(view).toMatchObject({ state: 'completed', percentage: 100 });
  expect(view.stages.map(({ state }) => state)).toEqual(['passed', 'skipped', 'passed']);
  expect(accepted('/configmaps/')).toBe(2);
  expect(view.report).toContainEqual(
    expect.objectContaining({ by: 'Alice', line: 'All traffic given at once: the fair is on' }),
  );
});

it('asks at once when nobody knows whether a share was set, and goes on by the answer', {
  timeout: PATIENCE_MS,
}, async () => {
  desks = await openDesks();
  const center = await desks.open('alice');
  const { id } = await center.rollouts.start(WANTED, AGREED);
  // The share is written; of the restart no answer ever comes.
  while (accepted('/configmaps/') === 0) await new Promise((resolve) => setImmediate(resolve));
  await desks.sandbox.setFault('cluster-hang', true);
  const asking = await vi.waitFor(() => {
    const view = center.rollouts.get(id);
    expect(view.asks).not.toBeNull();
    return view;
  }, PATIENCE_MS);

  expect(asking).toMatchObject({ state: 'inconclusive', asks: { kind: 'unknown', step: 'set-10' } });
  expect(asking.why).toContain('is written, but deployment');
  await desks.sandbox.setFault('cluster-hang', false);
  await center.rollouts.answer(
    { id, step: 'set-10', choice: 'retry', note: 'it answers again', typed: null },
    { ...AGREED, signal },
  );
  expect(await follow(center, id, isWatched)).toMatchObject({ state: 'progressing', percentage: 10 });
  // Nothing was written twice: what was left was done.
  expect([accepted('/configmaps/'), accepted('/deployments/mlops-manager')]).toEqual([1, 1]);
});
