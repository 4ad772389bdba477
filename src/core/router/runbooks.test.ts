import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { foldRun } from '../../contract/run-frames.ts';
import type { ForesightFrame, RunView } from '../../contract/runbooks.ts';
import { parseProfile } from '../connect/profile/load.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { openControlCenter } from '../control-center.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { createRouter } from '../router.ts';

type Client = RouterClient<ReturnType<typeof createRouter>>;

let folder: string;
let center: ControlCenter;
let client: Client;
let readOnly: Client;

const ROUND = `apiVersion: acgs.dev/runbook/v1
id: round
title: A round
summary: Looks and decides.
parameters:
  service: { type: system, title: Which service }
  rooms: { type: integer, default: 2, min: 1, max: 9 }
steps:
  - id: look
    title: Look at \${{ parameters.service }}
    why: The light tells.
    action: manual
    with: { text: "Look at the light in \${{ parameters.rooms }} rooms", minNoteLength: 3 }
  - id: decide
    title: Decide what to do
    action: decision
    with: { text: What now?, choices: [{ id: go, title: Go on }, { id: leave, title: Leave it }] }
  - id: rest
    title: Rest
    when: { value: "\${{ steps.decide.output.choice }}", is: go }
    action: wait
    with: { for: 1h }
    timeout: 2h
`;

const CHANGE = `apiVersion: acgs.dev/runbook/v1
id: change
title: A change
summary: Changes something.
steps:
  - id: ask
    title: Ask first
    action: manual
    with: { text: Ask them }
  - id: restart
    title: Restart it
    action: cluster.restart
    with: { deployment: gs-service }
    timeout: 1m
  - id: see
    title: See that it is up
    action: cluster.rollout-status
    with: { deployment: gs-service }
    timeout: 1m
    byHand: Look whether it is up
`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-runbooks-'));
  await writeFile(join(folder, 'round.yaml'), ROUND);
  await writeFile(join(folder, 'change.yaml'), CHANGE);
  await writeFile(join(folder, 'broken.yaml'), 'apiVersion: acgs.dev/runbook/v1\nid: broken\n');
  center = await openControlCenter({
    profile: parseProfile(
      JSON.stringify({
        name: 'acgs-production',
        environment: 'production',
        runbooks: [folder],
        services: { governance: { url: 'http://127.0.0.1:9', deployment: 'gs-service' } },
      }),
      join(folder, 'profile.yaml'),
    ),
    dataDirectory: ':memory:',
    clock: systemClock(),
    log: silentLog,
    redactor: createRedactor(),
    env: {},
  });
  const windowOf = (isReadOnly: boolean): Client =>
    createRouterClient(
      createRouter(center, { kind: 'browser', version: '0', sandboxNotice: null, readOnly: isReadOnly }),
    );
  client = windowOf(false);
  readOnly = windowOf(true);
});

afterEach(async () => {
  await center.close();
  await rm(folder, { recursive: true, force: true });
});

async function started(id: string, parameters: Record<string, string | number> = {}): Promise<string> {
  const { definitionHash } = await client.runbooks.show({ id });
  const { run } = await client.runbooks.start({
    ...{ id, parameters, definitionHash, agreement: 'each', confirm: null },
  });
  return run;
}

/** The run as soon as it is so. */
async function once(id: string, is: (run: RunView) => boolean): Promise<RunView> {
  let run: RunView | null = null;
  for await (const frame of await client.runs.follow({ id, at: null })) {
    run = foldRun(run, frame);
    if (is(run)) return run;
  }
  throw new Error('The run is not followed any more');
}

const asks = (step: string) => (run: RunView) => run.asks?.step === step;

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { data: { code: string; message: string } }) => `${error.data.code}: ${error.data.message}`,
  );

it('lists what there is, with what each takes, and tells what was left out', async () => {
  const { items, systems, problems } = await client.runbooks.list();
  expect(items.find(({ id }) => id === 'round')).toMatchObject({
    ...{ title: 'A round', risk: 'read', available: true, reason: null, from: 'own', steps: 3 },
    parameters: [
      { name: 'service', type: 'system', title: 'Which service', default: null },
      { name: 'rooms', type: 'integer', default: 2, takes: 'a whole number from 1 to 9' },
    ],
  });
  expect(items.find(({ id }) => id === 'daily_mlops_health_check')?.chapter?.guide).toBe('handover');
  expect(systems).toContainEqual({ id: 'governance', name: 'Governance' });
  expect(problems.map(({ message }) => message).join()).toContain('broken.yaml is left out');
});

it('shows steps with the names of parameters, their reasons and conditions', async () => {
  const { definition } = await client.runbooks.show({ id: 'round' });
  expect(definition.map(({ title, why, isConditional }) => [title, why, isConditional])).toEqual([
    ['Look at <service>', 'The light tells.', false],
    ['Decide what to do', null, false],
    ['Rest', null, true],
  ]);
  expect(await refusal(client.runbooks.show({ id: 'rund' }))).toContain('did you mean round?');
});

it('checks values while they are written', async () => {
  const check = (parameters: Record<string, string>) => client.runbooks.check({ id: 'round', parameters });
  expect(await check({})).toEqual({ service: 'has to be given' });
  expect(await check({ service: 'gs-service', rooms: '3' })).toEqual({});
  expect(await check({ service: 'nobody', rooms: '12' })).toEqual({
    service: 'names no system of the profile',
    rooms: 'takes a whole number from 1 to 9',
  });
});

it('says step by step what a run would do, and can be left in the middle', async () => {
  const parameters = { service: 'governance' };
  const frames: ForesightFrame[] = [];
  for await (const frame of await client.runbooks.foresee({ id: 'round', parameters })) frames.push(frame);
  expect(frames.map((it) => (it.type === 'step' ? `${it.step.step} ${it.step.how}` : it.type))).toEqual([
    'begun',
    'look not-predictable',
    'decide not-predictable',
    'rest not-predictable',
    'end',
  ]);
  const left = await client.runbooks.foresee({ id: 'round', parameters });
  expect((await left.next()).value).toEqual({ type: 'begun', total: 3 });
  await left.return();
  const wrong = await client.runbooks.foresee({ id: 'round', parameters: { service: 'nobody' } });
  expect(await refusal(wrong.next().then(() => wrong.next()))).toContain('names no system');
});

it('is run to its end by answers, each in the name of whoever gives it', async () => {
  const id = await started('round', { service: 'gs-service' });
  const asked = await once(id, asks('look'));
  expect(asked).toMatchObject({
    ...{ runbook: 'round', status: 'waiting', done: 0, total: 3, agreement: 'each', risk: 'read' },
    parameters: [
      { name: 'service', title: 'Which service', value: 'governance' },
      { name: 'rooms', value: '2' },
    ],
    asks: { step: 'look', title: 'Look at governance', kind: 'manual' },
  });
  expect(asked.steps[0]).toMatchObject({
    ...{ why: 'The light tells.', status: 'waiting', deadlineAt: null, hasEvidence: false },
    question: { kind: 'manual', minNoteLength: 3, foresight: null, probed: null },
  });
  const answer = (step: string, choice: string, note = '') =>
    client.runs.answer({ id, step, choice, note, typed: null });
  expect(await refusal(answer('look', 'done'))).toContain('needs a note');
  expect(await refusal(answer('look', 'maybe', 'it is on'))).toContain('is no answer');
  await answer('look', 'done', 'it is on');
  await once(id, asks('decide'));
  expect((await client.runs.evidence({ id, step: 'look' })).output).toContain('it is on');
  await answer('decide', 'leave');
  const ended = await once(id, ({ endedAt }) => endedAt !== null);
  expect([ended.status, ended.done]).toEqual(['succeeded', 3]);
  expect(ended.steps.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'skipped']);
  for await (const [latest] of await client.runs.list({ at: null })) {
    expect(latest).toMatchObject({ id, status: 'succeeded', asks: null, owner: null });
    break;
  }
});

it('pauses, goes on, tells until when a step may take, and stops', async () => {
  const id = await started('round', { service: 'governance' });
  await once(id, asks('look'));
  await client.runs.pause({ id, why: 'lunch' });
  expect((await once(id, ({ status }) => status === 'paused')).why).toContain('lunch');
  await client.runs.resume({ id });
  await client.runs.answer({ id, step: 'look', choice: 'done', note: 'it is on', typed: null });
  await once(id, asks('decide'));
  await client.runs.answer({ id, step: 'decide', choice: 'go', note: '', typed: null });
  const resting = await once(id, ({ steps }) => steps[2]?.status === 'running');
  const rest = resting.steps[2];
  expect(Date.parse(rest?.deadlineAt ?? '') - Date.parse(rest?.begunAt ?? '')).toBe(7_200_000);
  expect((await once(id, ({ lines }) => lines.length > 0)).lines[0]?.line).toContain('Waits until');
  await client.runs.abort({ id, why: 'enough', takesBack: false });
  const ended = await once(id, ({ endedAt }) => endedAt !== null);
  expect([ended.status, ended.why]).toEqual(['aborted', 'enough']);
  await client.runs.retry({ id, step: 'rest' });
  expect((await once(id, ({ steps }) => steps[2]?.status === 'running')).status).toBe('running');
});

it('starts what was looked at, and in production asks for the name where all is agreed to at once', async () => {
  const { definitionHash } = await client.runbooks.show({ id: 'change' });
  const start = (more: { agreement: 'each' | 'given'; confirm: string | null; definitionHash?: string }) =>
    refusal(client.runbooks.start({ id: 'change', parameters: {}, definitionHash, ...more }));
  expect(await start({ agreement: 'each', confirm: null, definitionHash: '00' })).toMatch(/^conflict/);
  expect(await start({ agreement: 'given', confirm: null })).toContain('acgs-production is production');
  expect(await start({ agreement: 'given', confirm: 'production' })).toContain('is not the name');
  expect(await start({ agreement: 'given', confirm: 'acgs-production' })).toBe('done');
});

it('a read-only window starts no change and goes on with none, but may pause', async () => {
  const { definitionHash } = await client.runbooks.show({ id: 'change' });
  const wanted = { id: 'change', parameters: {}, definitionHash, agreement: 'each', confirm: null } as const;
  expect(await refusal(readOnly.runbooks.start(wanted))).toContain('Read-only mode');
  const id = await started('change');
  await once(id, asks('ask'));
  const done = { id, step: 'ask', choice: 'done', note: 'asked', typed: null };
  expect(await refusal(readOnly.runs.answer(done))).toContain('Read-only mode');
  expect(await refusal(readOnly.runs.resume({ id }))).toContain('Read-only mode');
  expect(await refusal(readOnly.runs.pause({ id, why: '' }))).toBe('done');
  expect((await once(id, ({ status }) => status === 'paused')).why).toContain('paused by hand');
});

it('takes no note without end', async () => {
  const id = await started('round', { service: 'governance' });
  await once(id, asks('look'));
  const note = 'x'.repeat(2001);
  await expect(client.runs.answer({ id, step: 'look', choice: 'done', note, typed: null })).rejects.toThrow();
});

it('a read-only window is told that it decides about nothing in the calendar, and skips nothing', async () => {
  const hindranceOf = async (window: Client) => {
    for await (const { hindrance } of await window.calendar.watch()) return hindrance;
    return 'no frame';
  };
  expect(await hindranceOf(client)).toBeNull();
  expect(await hindranceOf(readOnly)).toContain('Read-only mode');
  const dismiss = (window: Client) => refusal(window.calendar.dismiss({ id: 'daily-routine', note: '' }));
  expect(await dismiss(readOnly)).toContain('Read-only mode');
  expect(await dismiss(client)).toMatch(/^usage/);
});

it('sends of a run of thousands of steps what changed, and no more', async () => {
  const steps = Array.from(
    { length: 1000 },
    (_, index) =>
      `  - { id: s${index}, title: Look at light ${index}, action: manual, with: { text: Look at light ${index} } }`,
  );
  const text = [
    'apiVersion: acgs.dev/runbook/v1',
    'id: lights',
    'title: Lights',
    'summary: All of them.',
    'steps:',
  ];
  await writeFile(join(folder, 'lights.yaml'), [...text, ...steps, ''].join('\n'));
  const id = await started('lights');
  const sizes: number[] = [];
  let run: RunView | null = null;
  for await (const frame of await client.runs.follow({ id, at: null })) {
    sizes.push(JSON.stringify(frame).length);
    run = foldRun(run, frame);
    const { asks, done } = run;
    if (done === 3) break;
    if (asks && run.steps[done]?.question)
      await client.runs.answer({
        id,
        step: asks.step,
        choice: 'done',
        note: 'it is on and bright',
        typed: null,
      });
  }
  expect(run?.steps).toHaveLength(1000);
  expect(run?.steps.slice(0, 4).map(({ status }) => status)).toEqual([
    'succeeded',
    'succeeded',
    'succeeded',
    'waiting',
  ]);
  const [first = 0, ...later] = sizes;
  expect(first).toBeGreaterThan(200_000);
  expect(Math.max(...later)).toBeLessThan(5000);
});
