import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { type AlertDesk, openAlertDesk } from './testing/desk.ts';

const SECOND = 1000;
const ROUND = 15 * SECOND;
/** Rule files are looked at this often. */
const LOOK = 5 * SECOND;

let folder: string;
let clock: ManualClock;
let desk: AlertDesk;

const write = (file: string, rules: readonly Record<string, unknown>[]) =>
  writeFileSync(join(folder, file), JSON.stringify({ groups: [{ name: file, rules }] }));

async function pass(ms: number, values: Readonly<Record<string, number>>): Promise<void> {
  for (const end = clock.now() + ms; clock.now() < end; ) {
    desk.measure(values);
    await clock.advance(ROUND);
  }
}

const alert = (name: string) => desk.alerts.frame().items.find((it) => it.name === name);
const rule = (name: string) => desk.alerts.frame().rules.find((it) => it.name === name);

async function start(processId: number): Promise<void> {
  const rules = ['a.yaml', 'b.yaml', 'c.yaml'].map((file) => join(folder, file));
  desk = openAlertDesk({ directory: folder, clock, processId, profile: { alerts: { rules } } });
  desk.alerts.start();
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(0);
  }
}

const SLOW = { alert: 'Slow', expr: 'latency > 1', for: '1m' };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acgs-rules-'));
  clock = manualClock();
  write('a.yaml', [SLOW]);
  write('b.yaml', [{ record: 'twice', expr: 'latency * 2' }]);
  write('c.yaml', [{ alert: 'Twice', expr: 'twice > 1' }]);
  await start(1);
});
afterEach(async () => {
  await Promise.all([desk.close(), clock.advance(10 * SECOND)]);
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

describe('a rule file that is changed while the rules are evaluated', () => {
  it('adds its rules, and what waited goes on waiting', async () => {
    await pass(2 * ROUND, { latency: 2 });
    const before = alert('Slow');
    expect(before).toMatchObject({ state: 'pending' });
    write('a.yaml', [SLOW, { alert: 'VerySlow', expr: 'latency > 1.5' }]);
    await pass(2 * ROUND, { latency: 2 });
    expect(alert('VerySlow')).toMatchObject({ state: 'firing' });
    await pass(ROUND, { latency: 2 });
    expect(alert('Slow')).toMatchObject({ state: 'firing', id: before?.id, activeAt: before?.activeAt });
    expect(Date.parse(alert('Slow')?.firedAt ?? '')).toBe(Date.parse(before?.activeAt ?? '') + 4 * ROUND);
  });

  it('stays as it was while it cannot be used, and that is said', async () => {
    await pass(5 * ROUND, { latency: 2 });
    expect(alert('Slow')).toMatchObject({ state: 'firing' });
    for (const break_ of [
      () =>
        writeFileSync(join(folder, 'a.yaml'), 'groups: [{name: a.yaml, rules: [{alert: Slow, expr: "(("}]}]'),
      () => {
        rmSync(join(folder, 'a.yaml'));
        symlinkSync('a.yaml', join(folder, 'a.yaml'));
      },
      () => rmSync(join(folder, 'a.yaml')),
    ]) {
      break_();
      await pass(2 * ROUND, { latency: 2 });
      expect(alert('Slow')).toMatchObject({ state: 'firing' });
      expect(desk.alerts.troubles().map(({ message }) => message)).toEqual([
        expect.stringMatching(/^The rules in a\.yaml are evaluated as they were before: /),
      ]);
    }
    write('a.yaml', [SLOW]);
    await pass(ROUND, { latency: 0 });
    expect(desk.alerts.troubles()).toEqual([]);
    expect(alert('Slow')).toMatchObject({ state: 'resolved' });
  });

  it('is taken up later where the record cannot be written at first', async () => {
    await pass(2 * ROUND, { latency: 2 });
    vi.spyOn(desk.records.ruleProblems, 'keepOnly').mockImplementationOnce(() => {
      throw new Error('database or disk is full');
    });
    write('a.yaml', [{ alert: 'VerySlow', expr: 'latency > 1.5' }]);
    await clock.advance(LOOK);
    expect(alert('Slow')).toMatchObject({ state: 'pending' });
    await pass(2 * ROUND, { latency: 2 });
    expect(alert('VerySlow')).toMatchObject({ state: 'firing' });
    expect(alert('Slow')).toBeUndefined();
  });

  it('resolves nothing when it has a mistake at the next start', async () => {
    await pass(5 * ROUND, { latency: 2 });
    const id = alert('Slow')?.id;
    await desk.close();
    writeFileSync(join(folder, 'a.yaml'), 'groups: [');
    await start(2);
    await pass(2 * ROUND, { latency: 2 });
    expect(alert('Slow')).toMatchObject({ state: 'firing', id, blindSince: expect.any(String) });
    write('a.yaml', [SLOW]);
    await pass(2 * ROUND, { latency: 2 });
    expect(alert('Slow')).toMatchObject({ state: 'firing', id, blindSince: null });
    await pass(ROUND, { latency: 0 });
    expect(alert('Slow')).toMatchObject({ state: 'resolved', id });
  });

  it('resolves the alerts of what is no longer in it, and says why', async () => {
    await pass(5 * ROUND, { latency: 2 });
    const id = alert('Slow')?.id ?? '';
    write('a.yaml', [{ alert: 'Other', expr: 'latency > 9' }]);
    await clock.advance(LOOK);
    expect(alert('Slow')).toMatchObject({ state: 'resolved' });
    expect(desk.alerts.explain(id).history.at(-1)?.words).toContain('its rule is not loaded any more');
    expect(rule('Slow')).toBeUndefined();
    expect(rule('Other')).toBeDefined();
  });

  it('ends what its recording rules wrote, and leaves the groups of other files alone', async () => {
    await pass(2 * ROUND, { latency: 2 });
    const before = alert('Twice');
    expect(before).toMatchObject({ state: 'firing', value: 4 });
    write('b.yaml', [{ record: 'twice', expr: 'latency * 3' }]);
    await pass(2 * ROUND, { latency: 2 });
    expect(alert('Twice')).toMatchObject({ state: 'firing', value: 6, id: before?.id });
    write('b.yaml', []);
    await pass(2 * ROUND, { latency: 2 });
    expect(alert('Twice')).toMatchObject({ state: 'resolved' });
  });
});
