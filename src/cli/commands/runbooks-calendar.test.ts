import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openStore } from '../../core/store/index.ts';
import { launch } from '../testing/launch.ts';

const RUNBOOK = `apiVersion: acgs.dev/runbook/v1
id: lights
title: Look at the lights
summary: Somebody looks at the lights.
steps:
  - { id: look, title: Look, action: manual, with: { text: "Look at the lights." } }
`;
const PROFILE = `name: p
environment: staging
runbooks: [lights.yaml]
calendar:
  - { runbook: lights, at: "0 9 * * *", timeZone: Asia/Tokyo }
  - { runbook: gone, at: "0 9 * * *", timeZone: UTC }
  - { runbook: weekly-routine, at: never }
`;

/** Each of them starts the launcher several times. */
vi.setConfig({ testTimeout: 60_000 });

let folder: string;

const calendar = (...words: string[]) =>
  launch(['runbooks', 'calendar', ...words, '--profile', 'p.yaml', '--data', 'data'], {
    folder,
    env: { HOME: folder, XDG_CONFIG_HOME: folder, KUBECONFIG: join(folder, 'none') },
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-calendar-'));
  await writeFile(join(folder, 'lights.yaml'), RUNBOOK);
  await writeFile(join(folder, 'p.yaml'), PROFILE);
});

afterEach(() => rm(folder, { recursive: true }));

/** As if a host had watched it until then. */
function watchedUntil(id: string, at: number): void {
  const store = openStore(join(folder, 'data'), 60_000);
  store.calendar.watch(id, '0 9 * * * Asia/Tokyo', at);
  store.close();
}

it('shows what is due, offers what was missed, and has it run or skipped', async () => {
  const first = await calendar('--json');
  expect(first.err).toBe('');
  const { items } = JSON.parse(first.out);
  const of = (runbook: string) => items.find((it: { runbook: string }) => it.runbook === runbook);
  expect(of('lights')).toMatchObject({
    ...{ from: 'own', title: 'Look at the lights', timeZone: 'Asia/Tokyo', offered: null, last: null },
    // Nine in Tokyo is midnight in UTC, all year round.
    nextAt: expect.stringMatching(/T00:00:00\.000Z$/),
  });
  expect(of('gone')).toMatchObject({
    nextAt: null,
    unavailable: expect.stringContaining('There is no runbook gone'),
  });
  expect(of('weekly-routine')).toBeUndefined();
  expect(of('daily-routine')).toMatchObject({ from: 'guide', at: '0 9 * * *' });

  const { id } = of('lights');
  expect(await calendar('run', id)).toMatchObject({
    code: 2,
    err: `acgs: Nothing of ${id} was missed or waits. To run it all the same: acgs runbooks run lights\n`,
  });
  expect(await calendar('skip', 'nothing')).toMatchObject({
    code: 2,
    err: 'acgs: There is no nothing in the calendar. acgs runbooks calendar shows what there is.\n',
  });

  watchedUntil(id, Date.now() - 3 * 86_400_000);
  const shown = await calendar();
  expect(shown.out).toMatch(new RegExp(`^${id} +[A-Z][a-z]{2} \\d{4}-\\d\\d-\\d\\d 09:00`, 'm'));
  expect(shown.out).toMatch(new RegExp(`^${id}: missed, due .* and \\d before it: `, 'm'));
  // It waits for a person, and nobody is at this terminal.
  expect(await calendar('run', id)).toMatchObject({
    code: 3,
    out: expect.stringContaining('acgs runs resume'),
  });
  const after = JSON.parse((await calendar('--json')).out).items;
  expect(after.find((it: { id: string }) => it.id === id)).toMatchObject({
    offered: null,
    last: { status: 'waiting' },
  });
});

it('has what was missed skipped', async () => {
  const { items } = JSON.parse((await calendar('--json')).out);
  const { id } = items.find((it: { runbook: string }) => it.runbook === 'lights');
  watchedUntil(id, Date.now() - 3 * 86_400_000);
  expect(await calendar('skip', id, '--read-only')).toMatchObject({
    code: 4,
    err: expect.stringContaining(`Read-only mode: not done: skip ${id} in the calendar`),
  });
  const skipped = await calendar('skip', id, '--note', 'done by hand', '--json');
  expect([skipped.code, JSON.parse(skipped.out)]).toEqual([
    0,
    expect.objectContaining({ id, offered: null }),
  ]);
  expect((await calendar('skip', id)).code).toBe(2);
});
