import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openPractice, type Practice, type Ran } from '../runbooks/testing/practice.ts';
import { EMERGENCY_RUNBOOK } from './emergency.ts';

const PATIENCE_MS = 180_000;
const GIVEN = { reason: 'wrong predictions', duration: '1s' };

/** Each time a fresh one: nothing was looked at before. */
let practice: Practice;
beforeEach(async () => {
  practice = await openPractice();
}, 60_000);
afterEach(() => practice?.close());

const rollBack = () => practice.run(EMERGENCY_RUNBOOK, GIVEN);
const told = ({ id }: Ran) => practice.center.rollouts.get(id);
const stepOf = ({ steps }: Pick<Ran, 'steps'>, id: string) => steps.find((it) => it.id === id);
const shareNow = async () =>
  (await practice.center.rollouts.share.look(new AbortController().signal)).percentage;
const report = (ran: Ran) =>
  told(ran)
    .report.map(({ line }) => line)
    .join('\n');

it('takes all traffic away from a cold start', { timeout: PATIENCE_MS }, async () => {
  expect(await shareNow()).toBe(100);
  const ran = await rollBack();
  expect(stepOf(ran, 'end')?.words).toBe('No rollout was under way here. Nobody else drives one');
  expect(told(ran)).toMatchObject({ state: 'completed', percentage: 0, reason: 'wrong predictions' });
  expect(await shareNow()).toBe(0);
});

it.each([
  ['metrics-gone', /not reported/],
  ['influx-down', /Services down: beyond its limit/],
])(
  'takes it away with %s, and does not call well what it cannot see',
  {
    timeout: PATIENCE_MS,
  },
  async (fault, words) => {
    await practice.sandbox.setFault(fault, true);
    const ran = await rollBack();
    expect(await shareNow()).toBe(0);
    expect(stepOf(ran, 'disable')?.status).toBe('succeeded');
    expect(ran.status).toBe('failed');
    expect(ran.printed.join('\n')).not.toContain('✅');
    expect(told(ran)).toMatchObject({ state: 'aborted', percentage: 0, why: expect.stringMatching(words) });
    expect(report(ran)).toMatch(words);
  },
);

it('takes it away as soon as an API server answers that did not, and waits for no lease meanwhile', {
  timeout: PATIENCE_MS,
}, async () => {
  await practice.sandbox.setFault('cluster-hang', true);
  const running = rollBack();
  const { processes } = practice.center;
  await vi.waitFor(() => {
    const [run] = processes.list();
    const disable = stepOf(processes.get(run?.id ?? ''), 'disable');
    expect(disable?.words).toMatch(/did not answer|no answer|timed out|within/);
  }, PATIENCE_MS);
  await practice.sandbox.setFault('cluster-hang', false);
  const ran = await running;

  expect(stepOf(ran, 'end')?.words).toContain(
    'The lease could not be taken, all traffic is taken away all the same: The API server does not answer in 3 s',
  );
  expect(stepOf(ran, 'disable')).toMatchObject({ status: 'succeeded' });
  expect(await shareNow()).toBe(0);
});

it('says that it took nothing away where there is no API server', { timeout: PATIENCE_MS }, async () => {
  await practice.sandbox.setFault('cluster-down', true);
  const ran = await rollBack();
  expect(stepOf(ran, 'disable')?.status).toBe('failed');
  expect(told(ran)).toMatchObject({ state: 'degraded', percentage: null });
  expect(ran.printed.join('\n')).not.toContain('✅');
  await practice.sandbox.setFault('cluster-down', false);
  expect(await shareNow()).toBe(100);

  const { id } = await practice.center.rollouts.retry(ran.id, {
    ...{ readOnly: false, yes: true, signal: new AbortController().signal },
  });
  await vi.waitFor(
    () => expect(stepOf(practice.center.processes.get(id), 'disable')?.status).toBe('succeeded'),
    PATIENCE_MS,
  );
  expect(await shareNow()).toBe(0);
});
