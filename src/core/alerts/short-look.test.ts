import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ScriptedHttp, startScriptedHttp } from '../../../test/servers/scripted-http.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { openStore } from '../store/index.ts';
import { type AlertDesk, openAlertDesk } from './testing/desk.ts';

const RULES =
  'groups: [{name: g, rules: [{alert: AtOnce, expr: "always_bad == 1", labels: {severity: critical}}]}]\n';
const COMMAND = 1;
const APPLICATION = 2;

let folder: string;
let clock: ManualClock;
let hook: ScriptedHttp;
let asked: ServerResponse[];
const desks: AlertDesk[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acgs-alerts-'));
  writeFileSync(join(folder, 'at-once.yaml'), RULES);
  clock = manualClock();
  asked = [];
  hook = await startScriptedHttp();
  hook.answer('*', (_, response) => asked.push(response));
});
afterEach(async () => {
  for (const response of asked) response.end();
  await Promise.all([...desks.splice(0).map((desk) => desk.close()), clock.advance(10_000)]);
  await hook.close();
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

function open(processId: number): AlertDesk {
  const desk = openAlertDesk({
    ...{ directory: folder, clock, processId, others: [COMMAND, APPLICATION] },
    profile: {
      alerts: {
        rules: [join(folder, 'at-once.yaml')],
        webhooks: [{ name: 'pager', url: `${hook.url}/hook` }],
      },
    },
  });
  desks.push(desk);
  return desk;
}

const messages = () => {
  const store = openStore(folder, 60_000);
  const latest = store.alerts.messages.latest(10);
  store.close();
  return latest.map(({ receiver, state }) => `${receiver} ${state}`);
};
/** Lets time pass in small steps, in which what comes from outside may arrive. */
const until = (holds: () => void) =>
  vi.waitFor(async () => {
    await clock.advance(1);
    holds();
  });

describe('a command that looks once, beside an application that is just starting', () => {
  it('keeps the part until what it tells has arrived, and each is told once', async () => {
    const command = open(COMMAND);
    command.measure({ always_bad: 1 });
    const looked = command.alerts.evaluateOnce();
    await until(() => expect(asked).toHaveLength(1));

    const application = open(APPLICATION);
    const shown: string[] = [];
    application.alerts.desktop.offer(({ kind, name }) => shown.push(`${kind} ${name}`));
    application.alerts.start();
    expect(application.alerts.frame().evaluator).toBe('elsewhere');
    expect(messages()).toEqual(['pager sending']);

    asked[0]?.end();
    await until(() => expect(messages()).toEqual(['pager sent']));
    await looked;
    expect(application.alerts.frame().evaluator).toBe('nobody');
    await clock.advance(10_000);
    await until(() => expect(application.alerts.frame().evaluator).toBe('here'));
    for (let round = 0; round < 4; round += 1) {
      application.measure({ always_bad: 1 });
      await clock.advance(15_000);
    }
    // Nobody sat at the command: the desktop hears of it from the application.
    await until(() => expect(shown).toEqual(['firing AtOnce']));
    expect(asked).toHaveLength(1);
    expect(messages().toSorted()).toEqual(['desktop sent', 'pager sent']);
    const [id = ''] = application.alerts.frame().items.map((it) => it.id);
    expect(await application.journaled(id)).toEqual(['alert.firing']);
  });

  it('looks at nothing when the application was first, and misses nothing', async () => {
    const application = open(APPLICATION);
    application.alerts.start();
    await until(() => expect(application.alerts.frame().evaluator).toBe('here'));
    const command = open(COMMAND);
    command.measure({ always_bad: 1 });
    await command.alerts.evaluateOnce();
    expect(command.alerts.frame().items).toEqual([]);
    await clock.advance(15_000);
    expect(command.alerts.frame().items.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'AtOnce firing',
    ]);
    await until(() => expect(asked).toHaveLength(1));
    asked[0]?.end();
    await until(() => expect(messages()).toEqual(['pager sent']));
  });
});

it('a message whose fate was given up as unknown is not sent again because it fails late', () => {
  const { alerts, close } = openStore(':memory:', 60_000);
  const { messages: records } = alerts;
  const now = clock.now();
  records.put({ id: 'm', receiver: 'pager', createdAt: now }, [1], () => '{}');
  expect(records.begin('m')).toBe(true);
  expect(records.settle(now).map(({ id }) => id)).toEqual(['m']);
  records.failed('m', 'no answer in time', now, now);
  expect(records.due(now + 60_000)).toEqual([]);
  expect(records.latest(1)).toMatchObject([{ state: 'unknown' }]);
  close();
});
