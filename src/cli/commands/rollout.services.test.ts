import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openPractice, type Practice } from '../testing/practice.ts';

/** Practice in which a minute takes eight seconds: a busy machine looks late, and a hole is no pass. */
const PACE = 8;
const PATIENCE_MS = 120_000;
let practice: Practice;

beforeAll(async () => {
  practice = await openPractice('rollout', { timeScale: PACE, traffic: 100 });
}, 120_000);
afterAll(() => practice?.close());
afterEach(() => practice.sandbox.restore());

const rollout = async (...words: string[]) => {
  const told = await practice.acgs('rollout', ...words, '--yes', '--json', '--time-scale', String(PACE));
  return { code: told.code, err: told.err, said: told.out === '' ? null : JSON.parse(told.out) };
};

it('gives the traffic, tells what was measured, and takes it back step by step', {
  timeout: PATIENCE_MS,
}, async () => {
  const { code, said } = await rollout('start', '--percentages', '10,100', '--monitor', '1m,0s');

  expect(said).toMatchObject({
    ...{ state: 'completed', percentage: 100, kind: 'phased', asks: null },
    stages: [
      { percentage: 10, monitor: '1m', state: 'passed' },
      { percentage: 100, monitor: '0s', state: 'passed' },
    ],
  });
  expect(code).toBe(0);
  const [first] = said.stages;
  expect(first.measurements.length).toBeGreaterThanOrEqual(8);
  expect(new Set(first.measurements.map((it: { outcome: string }) => it.outcome))).toEqual(new Set(['pass']));

  const back = await rollout('gradual-rollback', '--step', '50', '--monitor', '1m');
  expect(back.said).toMatchObject({
    ...{ state: 'completed', percentage: 0, kind: 'gradual-rollback' },
    stages: [{ percentage: 50 }, { percentage: 0 }],
  });
  expect(back.code).toBe(0);

  const shown = await practice.acgs('rollout', 'status');
  expect(shown.out).toContain('completed');
  expect(shown.out).toContain('✅ 50 % (1m)  ━━  ✅ 0 % (1m)');

  const listed = await rollout('list');
  expect(listed.said).toMatchObject([
    { id: back.said.id, kind: 'gradual-rollback', state: 'completed', percentage: 0 },
    { id: said.id, kind: 'phased', report: `acgs rollout report ${said.id.slice(0, 8)}` },
  ]);
  const file = join(practice.folder, 'report.md');
  expect((await rollout('report', said.id.slice(0, 8), '--output', file)).code).toBe(0);
  const report = await readFile(file, 'utf8');
  expect(report).toContain('# Rollout to 10, 100 %');
  expect(report).toMatch(/\| Availability \| .*\| 2 of 2 \| 0 \| 2 failed within 1m \| 0 \|/);
  expect((await rollout('report', 'nothing-like-it')).code).not.toBe(0);
});

it('waits for a person when somebody else moves the share, and turns back when it is told to', {
  timeout: PATIENCE_MS,
}, async () => {
  const starting = rollout('start', '--percentages', '10,100', '--monitor', '10m,0s');
  await expect
    .poll(async () => (await rollout('status')).said?.stages[0]?.state, { timeout: 60_000, interval: 500 })
    .toBe('watching');
  await practice.sandbox.setFault('config-drift', true);
  const { code, said } = await starting;

  expect(said).toMatchObject({ state: 'inconclusive', percentage: 10, asks: { kind: 'decision' } });
  expect(said.asks.text).toMatch(
    /Share of traffic in percent: 37, wanted at least 10 and at most 10; .*moved by/,
  );
  expect(code).toBe(3);

  const id = said.id.slice(0, 8);
  const again = await rollout('start');
  expect(again.code).toBe(4);
  const aborted = await rollout('abort', id, '--note', 'not ours');
  expect(aborted.said).toMatchObject({ state: 'aborted', percentage: 0 });
  expect(aborted.code).toBe(1);
  expect((await rollout('pause', id)).code).toBe(4);
});

it('takes all traffic away at once, whatever rollout is under way', { timeout: PATIENCE_MS }, async () => {
  const left = await rollout('start', '--percentages', '10,100', '--monitor', '10m,0s', '--detach');
  expect(left).toMatchObject({ code: 0, said: { state: 'progressing', isDriven: false } });
  expect(left.err).toContain('Nobody has taken it up yet');

  const { code, said } = await rollout(
    'emergency-rollback',
    '--reason',
    'wrong predictions',
    '--monitor',
    '1m',
  );
  expect(said).toMatchObject({
    ...{ state: 'completed', percentage: 0, kind: 'emergency-rollback', reason: 'wrong predictions' },
  });
  expect(code).toBe(0);
  const ended = await rollout('status', left.said.id);
  expect(ended.said).toMatchObject({ state: 'aborted' });
  expect(ended.said.why).toContain('wrong predictions');
});

it.each([
  [['start', '--percentages', '50,10', '--monitor', '1h,1h'], 'Stage 2: 10 % is not more than the 50 %'],
  [['start', '--percentages', '150', '--monitor', '0s'], '"150" is no percentage'],
  [['start', '--percentages', '10,100', '--monitor', '0s,0s'], 'nobody would watch it'],
  [['start', '--percentages', '10', '--monitor', '1y'], 'longer than 2w'],
  [['start', '--driver', 'ribbon'], 'moved with configmap here, not with ribbon'],
  [['emergency-rollback'], '--reason is needed'],
  [['gradual-rollback', '--step', '0'], '--step takes a whole number from 1 to 100'],
])('%j is refused in a sentence', async (words, sentence) => {
  const { code, said } = await rollout(...words);
  expect(code).toBe(2);
  expect(said.error.message).toContain(sentence);
});

it('shows what a plan of its own would do, and refuses one that is mistyped by file, line, stage and check', async () => {
  const file = join(practice.folder, 'plan.yaml');
  const stages = 'stages:\n  - { percentage: 10, monitor: 1h }\n  - { percentage: 100, monitor: 0s }\n';
  const check = '  - { id: gpu, expression: max(gpu), success: { below: 0.8 }, every: 30s }';
  await writeFile(file, `apiVersion: acgs.dev/rollout/v1\ndefaults: none\nchecks:\n${check}\n${stages}`);
  const { code, said } = await rollout('plan', '--plan', file);
  expect(said.stages[0]).toMatchObject({
    ...{ percentage: 10, monitor: '1h' },
    checks: [{ id: 'hash' }, { id: 'gpu', measures: 'max(gpu)', limit: 'below 0.8', everyMs: 30_000 }],
  });
  expect(said.preview.summary).toContain('10 %');
  expect(code).toBe(0);

  await writeFile(
    file,
    `apiVersion: acgs.dev/rollout/v1\nchecks:\n${check.replace('max(', 'max((')}\n${stages}`,
  );
  const refused = await rollout('start', '--plan', file);
  expect(refused.code).toBe(2);
  expect(refused.said.error.message).toContain(`${file}: Line 3: check gpu: expression: `);
  expect((await rollout('plan', '--plan', file)).code).toBe(2);
  const both = await rollout('start', '--plan', file, '--monitor', '1h');
  expect(both.said.error.message).toContain('leave out the other two');
});
