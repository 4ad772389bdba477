import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { startAcgs } from './acgs-process.ts';
import { expectAccessibleInBothThemes } from './axe.ts';
import { asked, dock, SOON } from './dock.ts';
import { expect, openPanel, ready, test } from './fixtures.ts';
import { startPracticeSystem } from './practice-system.ts';

const announced = z.object({ ready: z.literal(true), url: z.string() });

const OWN = `apiVersion: acgs.dev/runbook/v1
id: calm-service
title: Calm a service down
summary: Asks, decides, restarts.
parameters:
  service: { type: system, title: Which service }
steps:
  - id: look
    title: Look at the light
    action: manual
    with: { text: Is the light on, minNoteLength: 3 }
  - id: decide
    title: Decide what to do
    action: decision
    with: { text: What does it need, choices: [{ id: restart, title: Restart it }, { id: leave, title: Leave it }] }
  - when: { value: "\${{ steps.decide.output.choice }}", is: restart }
    steps:
      - id: restart
        title: Restart \${{ parameters.service }}
        action: cluster.restart
        with: { deployment: "\${{ parameters.service }}" }
        timeout: 5m
      - id: see
        title: See that it is up
        action: cluster.rollout-status
        with: { deployment: "\${{ parameters.service }}" }
        timeout: 5m
        byHand: See that all pods are there
`;

/** Goes from one control to the next, as a keyboard does, until this one has the focus. */
async function tabTo(page: Page, name: string, wanted = button(page, name)): Promise<void> {
  await expect(wanted).toBeVisible(SOON);
  for (let presses = 0; presses < 60; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`No Tab leads to ${name}`);
}

const button = (page: Page, name: string) => dock(page).getByRole('button', { name, exact: true });

test('a runbook is found, tried dry, and run to its end on the sandbox, by keyboard alone', async ({
  page,
}) => {
  const system = await startPracticeSystem();
  const folder = await mkdtemp(join(tmpdir(), 'acgs-own-'));
  const book = join(folder, 'calm-service.yaml');
  const profile = join(dirname(system.profile), 'with-runbooks.yaml');
  await writeFile(book, OWN);
  await writeFile(
    profile,
    `${await readFile(system.profile, 'utf8')}\nrunbooks: [${JSON.stringify(book)}]\n`,
  );
  const host = await startAcgs(['serve', '--no-open'], { ACGS_PROFILE: profile });
  try {
    await page.goto(announced.parse(host.ready).url);
    await ready(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('calm');
    await expect(page.getByRole('button', { name: /Calm a service down/ })).toBeVisible(SOON);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(dock(page)).toContainText('Calm a service down', SOON);
    await expect(dock(page)).toContainText('Something has to be given first.');
    const service = dock(page).getByLabel('Which service');
    await tabTo(page, 'Which service', service);
    await page.keyboard.type('Gov');
    await expect(service).toHaveValue('governance');

    await tabTo(page, 'Dry run');
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-dry-run="over"]')).toContainText('Nothing was changed', SOON);
    await tabTo(page, 'Start');
    await page.keyboard.press('Enter');

    await expect(asked(page, 'manual')).toContainText('Is the light on', SOON);
    await expect(asked(page, 'manual').getByRole('button', { name: 'Done', exact: true })).toBeDisabled();
    // Whoever works in the dock has the next thing to do under their hands.
    await expect(asked(page, 'manual').getByRole('textbox')).toBeFocused();
    await page.keyboard.type('It is on');
    await tabTo(page, 'Done');
    await page.keyboard.press('Enter');

    await expect(asked(page, 'decision')).toBeVisible(SOON);
    await tabTo(page, 'Pause');
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-run="paused"]')).toBeVisible(SOON);
    await tabTo(page, 'Go on');
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-run="waiting"]')).toBeVisible(SOON);
    await tabTo(page, 'Restart it');
    await page.keyboard.press('Enter');

    await expect(asked(page, 'agree')).toContainText('The exact call', SOON);
    await tabTo(page, 'Do it');
    await page.keyboard.press('Enter');
    // Until the check exists, a person looks.
    const end = page.locator('[data-run="succeeded"]');
    await expect(end.or(asked(page, 'manual'))).toBeVisible({ timeout: 60_000 });
    if (await asked(page, 'manual').isVisible()) {
      await tabTo(page, 'Done');
      await page.keyboard.press('Enter');
    }
    await expect(end).toContainText('4 of 4 steps', SOON);
    await page.keyboard.press('Escape');
    await expect(page.locator('[data-dock]')).toHaveCount(0);
  } finally {
    await page.close();
    await host.stop();
    await system.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

test('from an alert to the filled-in runbook in two clicks', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'alerts');
  await page.locator('[data-alert="3fa2c81b90d4"]').click();
  await page.getByRole('button', { name: 'Start runbook' }).click();
  const opened = page.locator('[data-dock="runbook"]');
  await expect(opened).toContainText('Service Down Alert');
  await expect(opened.getByLabel('The service that is down')).toHaveValue('governance');
  await expect(opened.getByRole('button', { name: 'Start' })).toBeEnabled();
});

test('production has its name typed before a change, and the rail says that a run waits', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('run-agree'), 'health');
  await expect(page.getByRole('button', { name: /Runbooks.*warning/ })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('run service down waits');
  await page.keyboard.press('Enter');
  const form = asked(page, 'agree');
  const act = form.getByRole('button', { name: 'Do it' });
  await expect(act).toBeDisabled();
  await form.getByLabel(/Type acgs-production/).fill('acgs-prod');
  await expect(act).toBeDisabled();
  await form.getByLabel(/Type acgs-production/).fill('acgs-production');
  await expect(act).toBeEnabled();
});

test('the catalogue is found by a script’s name, and says why something is not available', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('healthy'), 'runbooks');
  await page.keyboard.press('/');
  await page.keyboard.type('./scripts/load_test_mlops.sh');
  await expect(page.locator('[data-runbook]')).toHaveCount(1);
  await expect(page.locator('[data-runbook="load_test_mlops"]')).toBeVisible();
  await page.getByRole('textbox', { name: 'Search runbooks' }).fill('constitutional');
  await page.locator('[data-runbook="constitutional-compliance"]').click();
  const opened = page.locator('[data-dock="runbook"]');
  await expect(opened).toContainText('Not available yet');
  await expect(opened.getByRole('button', { name: 'Start' })).toBeDisabled();
});

test('a slash that is written into a note beside the catalogue stays there', async ({ page, play }) => {
  await openPanel(page, await play('run-agree'), 'runbooks');
  await page.keyboard.press('r');
  await page.locator('[data-run-row] button').first().click();
  await page.getByRole('button', { name: 'Catalogue' }).click();
  const note = asked(page, 'agree').getByLabel('Note for the record');
  await note.pressSequentially('1/2');
  await expect(note).toHaveValue('1/2');
});

test('of what nobody knows, four answers are offered and none of them is the obvious one', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('run-unknown'), 'runbooks');
  await page.keyboard.press('r');
  await page.locator('[data-run-row] button').first().click();
  const form = asked(page, 'unknown');
  await expect(form.getByRole('button')).toHaveText([
    'It was done',
    'Do it again',
    'It was not done',
    'Take everything back',
  ]);
  await expect(form.locator('[type="submit"]')).toHaveCount(0);
});

test('what was missed is run, and what waits is left out, by keyboard alone', async ({ page, play }) => {
  const host = await play('calendar');
  await openPanel(page, host, 'runbooks');
  await page.keyboard.press('d');
  const missed = page.locator('[data-offered="daily-routine"]');
  const waiting = page.locator('[data-offered="calm-service-5c1e07"]');
  await expect(missed).toContainText('with 2 before it');
  await expect(page.locator('[data-calendar-row] time[title*="("]').first()).toBeVisible();
  await expect(page.locator('[data-calendar-row="weekly-routine"]')).toContainText(/in \d+ (min|h|d)/);

  await waiting.getByRole('button', { name: /Skip/ }).focus();
  await page.keyboard.press('Enter');
  await expect(waiting.getByLabel('Note')).toBeFocused();
  await page.keyboard.type('It was calm already');
  await page.keyboard.press('Enter');
  await expect(waiting).toHaveCount(0);
  await expect(page.getByRole('group', { name: 'Calendar', exact: true })).toBeFocused();
  await expect(missed).toBeVisible();

  await missed.getByRole('button', { name: /Run now/ }).focus();
  await page.keyboard.press('Enter');
  await expect(missed.getByRole('button', { name: 'Run it' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(missed).toHaveCount(0);
  await expect(page.locator('[data-dock] [data-question="manual"]')).toBeVisible();
});

test('the calendar passes axe in both themes, and nothing is decided in a read-only window', async ({
  page,
  play,
}) => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await openPanel(page, await play('calendar-read-only'), 'runbooks');
  await page.keyboard.press('d');
  const missed = page.locator('[data-offered="daily-routine"]');
  await expect(page.getByText('Read-only mode: nothing can be decided here.')).toBeVisible();
  await expect(missed.getByRole('button', { name: /Run now/ })).toBeDisabled();
  await expect(missed.getByRole('button', { name: /Skip/ })).toBeDisabled();
  await expectAccessibleInBothThemes(page);
});
