import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { z } from 'zod';
import { type AcgsProcess, runAcgs, startAcgs } from './acgs-process.ts';
import { answer, asked, dock, openLatestRun, openRunbook, run, SOON } from './dock.ts';
import { expect, ready, test } from './fixtures.ts';
import { type OwnRunbooks, ownRunbooks } from './own-runbooks.ts';
import { dialog, fromMenu, logIn, operatorMenu, UNSEALED } from './people.ts';
import { startPracticeSystem } from './practice-system.ts';

const announced = z.object({ url: z.string() });
const PASSPHRASE = 'correct horse battery staple';

const BOOK = `apiVersion: acgs.dev/runbook/v1
id: go-live
title: Go live with two
summary: Is allowed, looked at, done, and taken back when it is not allowed to stay.
steps:
  - { id: allow, title: Have it allowed, action: approval, with: { text: Go live tonight } }
  - { id: count, title: Count the lights, action: manual, with: { text: How many lights are on, minNoteLength: 2 } }
  - id: hold
    title: Hold the door
    action: exec
    with: { command: hold, arguments: [door] }
    timeout: 2m
    verify: { action: health.service, with: { system: governance }, timeout: 1m }
    undo: { title: Let go of the door, action: exec, with: { command: hold, arguments: [back] }, timeout: 2m }
  - { id: stay, title: Keep it so, action: approval, with: { text: Let it stay }, onFailure: compensate }
`;

/** Somebody at a window of their own, with a control center of their own on the same data. */
interface Desk {
  host: AcgsProcess;
  page: Page;
}

async function sitDown(browser: Browser, own: OwnRunbooks, person: string): Promise<Desk> {
  const host = await startAcgs(['serve', '--profile', own.profile, '--no-open'], { ACGS_DATA: own.data });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(announced.parse(host.ready).url);
  await ready(page);
  await operatorMenu(page).click();
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await logIn(page, person, PASSPHRASE);
  return { host, page };
}

const queue = (page: Page) => dialog(page, /Approvals/);

async function decide(page: Page, choice: 'Reject' | 'Approve exactly this', note: string): Promise<void> {
  await fromMenu(page, /^Approvals/);
  const waiting = queue(page).getByRole('region', { name: 'Waiting' });
  await waiting.getByRole('textbox', { name: 'Note' }).fill(note);
  await waiting.getByRole('button', { name: choice }).click();
  await expect(waiting).toHaveCount(0, UNSEALED);
  await page.keyboard.press('Escape');
  await expect(queue(page)).toBeHidden();
}

async function agreeTo(page: Page): Promise<void> {
  await asked(page, 'agree')
    .getByLabel(/Type acgs-production/)
    .fill('acgs-production', SOON);
  await answer(page, 'agree', 'Do it');
}

test('one asks and another decides; another takes over a run whose driver died, and it is taken back once', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const system = await startPracticeSystem();
  const own = await ownRunbooks(system, [BOOK], { name: 'acgs-production', environment: 'production' });
  const passphrase = join(own.folder, 'passphrase');
  await writeFile(passphrase, PASSPHRASE, { mode: 0o600 });
  const desks: Desk[] = [];
  const desk = async (person: string) => {
    const taken = await sitDown(browser, own, person);
    desks.push(taken);
    return taken;
  };
  try {
    for (const person of ['Alice', 'Bob']) {
      await runAcgs(['operators', 'add', person, '--data', own.data, '--profile', own.profile], {
        ACGS_PASSPHRASE_FILE: passphrase,
      });
    }
    const [alice, bob] = await Promise.all([desk('Alice'), desk('Bob')]);

    await openRunbook(alice.page, 'Go live with two');
    await dock(alice.page).getByRole('button', { name: 'Start' }).click();
    const request = asked(alice.page, 'approval').getByRole('button', { name: 'Ask for the approval' });
    await expect(request).toBeDisabled(SOON);
    await answer(alice.page, 'approval', 'Ask for the approval', 'the window is tonight');
    await expect(asked(alice.page, 'approval')).toContainText('waits for the approval of a second person');
    await fromMenu(alice.page, /^Approvals/);
    await expect(queue(alice.page)).toContainText('You asked for it yourself');
    await expect(queue(alice.page).getByRole('button', { name: 'Approve exactly this' })).toHaveCount(0);
    await alice.page.keyboard.press('Escape');

    // Bob sees the same run in his own window, and decides there.
    await openLatestRun(bob.page);
    await expect(run(bob.page, 'waiting')).toContainText('started by Alice', SOON);
    await decide(bob.page, 'Approve exactly this', 'seen on the call');
    await expect(asked(alice.page, 'manual')).toContainText('How many lights are on', SOON);

    // Whoever is there answers, in their own name, also what another process drives.
    await answer(bob.page, 'manual', 'Done', '3 of them');
    await expect(asked(alice.page, 'agree')).toContainText('Run hold', SOON);
    await alice.page.locator('[data-step="count"]').click();
    await expect(dock(alice.page)).toContainText('Bob did it: 3 of them');

    // Alice's machine dies: the run waits, and Bob goes on with it.
    await Promise.all([alice.page.close(), alice.host.kill()]);
    await own.release();
    await agreeTo(bob.page);
    await expect(dock(bob.page)).toContainText(`Driven by process ${bob.host.pid}`, SOON);
    await answer(bob.page, 'approval', 'Ask for the approval', 'it looks well');

    const back = await desk('Alice');
    await openLatestRun(back.page);
    await decide(back.page, 'Reject', 'the lights went out');
    await expect(back.page.locator('[data-run-row]')).toContainText('Let go of the door: Run hold', SOON);
    await agreeTo(bob.page);
    await expect(run(bob.page, 'failed')).toContainText('5 of 5 steps', SOON);
    await expect(dock(bob.page)).toContainText('a second person rejected it');
    await expect(run(back.page, 'failed')).toBeVisible(SOON);
    await expect(dock(back.page).locator('[data-step="undo:hold"]')).toHaveAttribute(
      'data-status',
      'succeeded',
    );
    expect(await own.held()).toEqual(['begun door', 'over door', 'begun back', 'over back']);
  } finally {
    await Promise.all(desks.map(({ page }) => page.context().close()));
    for (const { host } of desks) await host.stop();
    await system.stop();
    await own.remove();
  }
});
