import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { type AlertDesk, openAlertDesk } from './testing/desk.ts';

const SECOND = 1000;
const MINUTE = 60_000;
const ROUND = 15 * SECOND;

let folder: string;
let clock: ManualClock;
let desk: AlertDesk;
let processId = 100;

const settle = async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(0);
  }
};

async function open(profile: Parameters<typeof openAlertDesk>[0]['profile'] = {}): Promise<AlertDesk> {
  processId += 1;
  const opened = openAlertDesk({ directory: folder, clock, processId, profile });
  opened.alerts.start();
  await settle();
  return opened;
}

/** Time passes, and in every round somebody measures. */
async function pass(ms: number, values: Readonly<Record<string, number>> = {}): Promise<void> {
  for (const end = clock.now() + ms; clock.now() < end; ) {
    desk.measure(values);
    await clock.advance(ROUND);
  }
}

const items = () => desk.alerts.frame().items;
const named = (name: string) => items().find((it) => it.name === name);
const since = (at: string | null | undefined) => (Date.parse(at ?? '') - begin) / SECOND;
let begin = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acgs-alerts-'));
  clock = manualClock();
  begin = clock.now();
  desk = await open();
});
afterEach(async () => {
  await Promise.all([desk.close(), clock.advance(10_000)]);
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

describe("the deployment guide's three rules", () => {
  it.each([
    ['MLOpsModelAccuracyDrop', 'model_accuracy', 0.89, 0.91, 300],
    ['MLOpsConstitutionalViolation', 'constitutional_compliance_score', 0.94, 0.96, 60],
    ['MLOpsDeploymentFailure', 'deployment_success_rate', 0.9, 0.99, 600],
  ])(
    '%s fires and resolves at the very second, through a restart in between',
    async (name, metric, bad, good, forSeconds) => {
      const shown: string[] = [];
      const watch = () => desk.alerts.desktop.offer(({ kind }) => shown.push(kind));
      watch();
      await pass(MINUTE, { [metric]: good });
      await pass(MINUTE / 2, { [metric]: bad });
      expect(named(name)).toMatchObject({ state: 'pending' });
      const { id, activeAt } = named(name) ?? { id: '', activeAt: '' };
      // Good at 45 s, bad from 60 s on: it is found at 75 s, of the sample of 60 s.
      expect(since(activeAt)).toBe(75);
      await Promise.all([desk.close(), clock.advance(ROUND)]);
      desk = await open();
      watch();
      await pass(forSeconds * SECOND - 45 * SECOND, { [metric]: bad });
      expect(named(name)).toMatchObject({ id, state: 'pending' });
      await pass(ROUND, { [metric]: bad });
      expect(named(name)).toMatchObject({ id, state: 'firing' });
      expect(since(named(name)?.firedAt)).toBe(75 + forSeconds);
      await Promise.all([desk.close(), clock.advance(ROUND)]);
      desk = await open();
      watch();
      await pass(MINUTE, { [metric]: bad });
      expect(shown).toEqual(['firing']);
      const goodFrom = clock.now();
      await pass(ROUND, { [metric]: good });
      expect(named(name)).toMatchObject({ id, state: 'resolved' });
      expect(Date.parse(named(name)?.resolvedAt ?? '')).toBe(goodFrom + ROUND);
      expect(await desk.journaled(id)).toEqual(['alert.firing', 'alert.resolved']);
      // Each of the three processes would have told it: whichever did, none told it again.
      expect(shown).toEqual(['firing', 'resolved']);
    },
  );
});

describe('a process that ends in the middle', () => {
  it('leaves alerts as they are, and the journal with each transition once', async () => {
    await pass(2 * MINUTE, { 'probe_up governance': 0 });
    const id = named('ServiceDown')?.id ?? '';
    desk.abandon();
    desk = await open();
    expect(named('ServiceDown')).toMatchObject({ id, state: 'firing' });
    await pass(MINUTE, { 'probe_up governance': 0 });
    expect(await desk.journaled(id)).toEqual(['alert.firing']);
    await pass(MINUTE, { 'probe_up governance': 1 });
    expect(await desk.journaled(id)).toEqual(['alert.firing', 'alert.resolved']);
  });

  it('does not let the time that nobody looked count as waiting', async () => {
    await pass(4 * MINUTE, { model_accuracy: 0.8 });
    await Promise.all([desk.close(), clock.advance(20 * MINUTE)]);
    desk = await open();
    await pass(MINUTE, { model_accuracy: 0.8 });
    expect(named('MLOpsModelAccuracyDrop')).toMatchObject({ state: 'pending' });
    await pass(MINUTE, { model_accuracy: 0.8 });
    expect(named('MLOpsModelAccuracyDrop')).toMatchObject({ state: 'firing' });
  });
});

describe('a clock that is set back', () => {
  it('lets nothing wait for ever', async () => {
    await pass(2 * MINUTE, { model_accuracy: 0.8 });
    clock.sleep(-60 * MINUTE);
    await pass(6 * MINUTE, { model_accuracy: 0.8 });
    expect(named('MLOpsModelAccuracyDrop')).toMatchObject({ state: 'firing' });
  });
});

describe('data that nobody measures any more', () => {
  it('resolves nothing, is said, and the rule is stale', async () => {
    await pass(2 * MINUTE, { 'probe_up governance': 0 });
    await pass(10 * MINUTE);
    const alert = named('ServiceDown');
    expect(alert).toMatchObject({ state: 'firing', why: expect.stringContaining('no data since') });
    expect(alert?.blindSince).not.toBeNull();
    const rule = desk.alerts.frame().rules.find(({ name }) => name === 'ServiceDown');
    expect(rule).toMatchObject({ state: 'stale', why: expect.stringContaining('No data since') });
    expect(desk.alerts.explain(alert?.id ?? '').words.join(' ')).toContain('No data since');
    await pass(MINUTE, { 'probe_up governance': 1 });
    expect(named('ServiceDown')).toMatchObject({ state: 'resolved' });
  });

  it.each([
    ['the time alone', 'vector(time()) % 240 < 120', {}],
    ['a label that the rule gives itself', 'probe_up == 0', { system: 'ours' }],
    ['a label that is replaced', 'label_replace(probe_up == 0, "system", "x-$1", "system", "(.*)")', {}],
  ])('is not waited for where an alert goes by %s', async (_, expr, labels) => {
    await desk.close();
    writeFileSync(
      join(folder, 'own.yaml'),
      JSON.stringify({ groups: [{ name: 'own', rules: [{ alert: 'Own', expr, labels }] }] }),
    );
    desk = await open({ alerts: { rules: [join(folder, 'own.yaml')] } });
    await pass(MINUTE, { 'probe_up governance': 0 });
    expect(named('Own')).toMatchObject({ state: 'firing', blindSince: null });
    await pass(2 * MINUTE, { 'probe_up governance': 1 });
    expect(named('Own')).toMatchObject({ state: 'resolved', blindSince: null });
  });

  it('is not looked for among hundreds of series that are long gone', async () => {
    await desk.close();
    const rules = [{ alert: 'Few', expr: 'sum(pods_ready) < 2' }];
    writeFileSync(join(folder, 'own.yaml'), JSON.stringify({ groups: [{ name: 'own', rules }] }));
    desk = await open({ alerts: { rules: [join(folder, 'own.yaml')] } });
    desk.measure(Object.fromEntries(Array.from({ length: 300 }, (_, pod) => [`pods_ready pod-${pod}`, 0])));
    await pass(10 * MINUTE, { 'pods_ready new': 1 });
    expect(named('Few')).toMatchObject({ state: 'firing', blindSince: null });
    await pass(MINUTE, { 'pods_ready new': 2 });
    expect(named('Few')).toMatchObject({ state: 'resolved' });
  });

  it('that nobody ever measured makes a rule blind', () => {
    const rule = desk.alerts.frame().rules.find(({ name }) => name === 'MLOpsDeploymentFailure');
    expect(rule).toMatchObject({ state: 'blind', why: expect.stringContaining('deployment_success_rate') });
  });
});

describe('answering', () => {
  const never = new AbortController().signal;
  const act = async (kind: 'acknowledge' | 'reopen' | 'silence' | 'unsilence', parameters: unknown) => {
    const operation = desk.alerts.operations.kinds.find((it) => it.kind === `alerts.${kind}`);
    const prepared = await operation?.prepare(operation.parameters.parse(parameters), never);
    const done = await prepared?.execute(never);
    return { done, verified: await prepared?.verify(() => {}, never) };
  };

  it('has a running clock, stops it, and lets it run again', async () => {
    await pass(MINUTE, { 'probe_up governance': 0 });
    const { id = '', respondBy, firedAt, escalation } = named('ServiceDown') ?? {};
    expect(Date.parse(respondBy ?? '') - Date.parse(firedAt ?? '')).toBe(15 * MINUTE);
    expect(escalation).toMatchObject({ priority: 'P1', reached: 1, nextAt: respondBy });
    expect(escalation?.path.map(({ role }) => role)).toEqual(['Operations Lead', 'CTO', 'CEO']);
    const { verified } = await act('acknowledge', { id, note: 'on it' });
    expect(verified?.ok).toBe(true);
    expect(named('ServiceDown')).toMatchObject({ acknowledgedBy: 'mara', note: 'on it' });
    expect(desk.alerts.frame().urgent).toBeNull();
    await pass(20 * MINUTE, { 'probe_up governance': 0 });
    expect(named('ServiceDown')?.escalation).toMatchObject({ reached: 1, nextAt: null });
    await act('reopen', { id });
    await pass(ROUND, { 'probe_up governance': 0 });
    expect(named('ServiceDown')?.escalation.reached).toBe(2);
    expect(await desk.journaled(id)).toEqual([
      'alert.firing',
      'alert.acknowledged',
      'alert.re-opened',
      'alert.escalated',
    ]);
  });

  it('silences at most a day, by matchers, and says when it is over', async () => {
    const up = { 'probe_up authentication': 1, 'probe_up redis': 1, 'probe_up postgres': 1 };
    await pass(MINUTE, { ...up, 'probe_up governance': 0, 'probe_up integrity': 0 });
    const matchers = [{ name: 'system', operator: '=', value: 'governance' }];
    await expect(act('silence', { matchers, forMs: 25 * 60 * MINUTE, reason: 'rollout' })).rejects.toThrow(
      '24 h',
    );
    await expect(
      act('silence', { matchers: [{ ...matchers[0], operator: '!=' }], forMs: MINUTE, reason: 'r' }),
    ).rejects.toThrow('every alert');
    await act('silence', { matchers, forMs: 10 * MINUTE, reason: 'rollout' });
    const silenced = () => items().filter(({ silencedUntil }) => silencedUntil !== null);
    expect(silenced().map(({ system }) => system)).toEqual(['governance']);
    expect(desk.alerts.frame().urgent?.system).toBe('integrity');
    await pass(11 * MINUTE, { ...up, 'probe_up governance': 0, 'probe_up integrity': 0 });
    expect(silenced()).toEqual([]);
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    const log = desk.alerts.log({ day, search: 'silence' });
    expect(log.name).toBe('alerts_20250627');
    expect(log.lines.map(({ kind }) => kind)).toEqual(['silenced', 'unsilenced']);
  });

  it('shows how it stood at a moment', async () => {
    await pass(MINUTE, { 'probe_up governance': 0 });
    const [before, id] = [clock.now(), named('ServiceDown')?.id ?? ''];
    await clock.advance(SECOND);
    await act('acknowledge', { id, note: '' });
    await pass(MINUTE, { 'probe_up governance': 1 });
    const then = desk.alerts.frame(before).items.find((it) => it.id === id);
    expect(then).toMatchObject({ state: 'firing', acknowledgedBy: null, resolvedAt: null });
  });

  it('lets an unreachable cluster come first', async () => {
    await pass(2 * MINUTE, { 'probe_up governance': 0, 'cluster_reachable cluster': 0 });
    expect(named('ServiceDown')?.inhibitedBy).toMatchObject({ name: 'ClusterUnreachable' });
    expect(desk.alerts.frame().urgent?.name).toBe('ClusterUnreachable');
  });

  it('recognises what flaps', async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      await pass(MINUTE, { 'probe_up governance': 0 });
      await pass(MINUTE, { 'probe_up governance': 1 });
    }
    expect(named('ServiceDown')?.flapping).toBe(4);
  });
});
