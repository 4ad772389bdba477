import type { Page } from '@playwright/test';
import { z } from 'zod';
import { type AcgsProcess, startAcgs } from './acgs-process.ts';
import { expectAccessible } from './axe.ts';
import { SOON } from './dock.ts';
import { expect, goTo, openPanel, ready, test } from './fixtures.ts';
import { type PracticeSystem, startPracticeSystem } from './practice-system.ts';

const announced = z.object({ url: z.string() });
/** A look comes every 15 s, and pods take their time. */
const SEEN = { timeout: 60_000 };

const row = (page: Page, id: string) => page.locator(`[data-setting="${id}"]`);
const dialog = (page: Page) => page.getByRole('dialog');

const STATES = [
  { scenario: 'healthy', says: ['All 15 settings agree with what they are to be'] },
  {
    scenario: 'faults',
    says: [
      'Of 15 settings one is invalid, six differ, one is missing and one is unknown',
      'mlops-manager needs a restart: both pods began before',
      'nothing takes over when it fails',
      'secret mlops-targets, key accuracy',
      'It was set to 100 by Mara Okafor',
      'in percent where a ratio from 0 to 1 is meant: 0.95',
    ],
  },
  { scenario: 'stale', says: ['Nobody knows how it is now', 'All 15 settings are unknown'] },
  { scenario: 'configuration-partly', says: ['may not list deployments', 'Of 15 settings 11 are unknown'] },
  { scenario: 'empty', says: ['The profile names no cluster'] },
  { scenario: 'error', says: ['This cannot be shown', 'the disk holding it is full'] },
] as const;

for (const { scenario, says } of STATES) {
  test(`the configuration says what is known of it, and passes axe in both themes: ${scenario}`, async ({
    page,
    play,
  }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await openPanel(page, await play(scenario), 'rollouts', { waitForData: scenario !== 'error' });
    await goTo(page, 'rollouts', 'configuration');
    const panel = page.locator('[data-panel="rollouts"]');
    for (const words of says) await expect(panel).toContainText(words);
    await expectAccessible(page, { within: '[data-panel="rollouts"]' });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');
    await expectAccessible(page, { within: '[data-panel="rollouts"]' });
  });
}

test('what nobody can read is never shown as agreeing, and cannot be changed', async ({ page, play }) => {
  await openPanel(page, await play('stale'), 'rollouts');
  await goTo(page, 'rollouts', 'configuration');
  await expect(page.locator('[data-setting]')).toHaveCount(15);
  await expect(page.locator('[data-verdict="unknown"]')).toHaveCount(15);
  await expect(page.getByRole('button', { name: /^Change / }).first()).toBeDisabled();
});

test('who may not change it is told which permission is missing', async ({ page, play }) => {
  await openPanel(page, await play('operation-not-allowed'), 'rollouts');
  await goTo(page, 'rollouts', 'configuration');
  const setting = row(page, 'storage_config.backup_enabled');
  await setting.getByRole('button', { name: /^Change / }).click();
  await expect(setting).toContainText(/lack the permission to patch/);
  await expect(setting.getByRole('button', { name: 'Apply…' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(setting.getByRole('form')).toHaveCount(0);
  await expect(setting.getByRole('button', { name: /^Change / })).toBeFocused();
});

test.describe('of a practice production', () => {
  test.describe.configure({ mode: 'serial', timeout: 180_000 });

  let system: PracticeSystem;
  let host: AcgsProcess;
  let page: Page;

  test.beforeAll(async ({ browser }) => {
    system = await startPracticeSystem();
    host = await startAcgs(['serve', '--profile', system.profile, '--no-open']);
    page = await browser.newPage();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(announced.parse(host.ready).url);
    await ready(page);
  });

  test.afterAll(async () => {
    await page?.close();
    await host?.stop();
    await system?.stop();
  });

  test('a target is changed and its reader restarted with the keyboard alone', async () => {
    await page.keyboard.press('Control+5');
    await expect(page.locator('[data-traffic="known"]')).toBeVisible(SEEN);
    await page.keyboard.press('c');
    await expect(page.locator('[data-configuration="agrees"]')).toBeVisible(SEEN);
    await expect(page.locator('[data-setting]')).toHaveCount(15);

    const target = row(page, 'performance_targets.response_time_ms');
    await target.getByRole('button', { name: /^Change / }).focus();
    await page.keyboard.press('Enter');
    await expect(target.getByLabel(/^Response time/)).toBeFocused();
    await page.keyboard.type('soon');
    await expect(target.getByRole('alert')).toContainText('no number of milliseconds', SOON);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('1800');
    await expect(target.locator('[data-diff]')).toContainText('response_time_ms: 1800', SOON);
    await expect(target).toContainText('1800 is stricter than 2000');
    await expect(target).toContainText('The API server has checked it');
    await page.keyboard.press('Enter');
    await expect(dialog(page).locator('[data-diff]')).toContainText('response_time_ms: 1800', SOON);
    await dialog(page).getByRole('button', { name: 'Set to 1800' }).focus();
    await page.keyboard.press('Enter');
    await expect(dialog(page)).toContainText('Done, and seen to be so', SEEN);
    await expect(dialog(page)).toContainText('it counts when mlops-manager is restarted');
    await page.keyboard.press('Escape');

    await expect(target).toHaveAttribute('data-verdict', 'differs', SEEN);
    await expect(target).toContainText('RESPONSE_TIME_TARGET_MS of mlops-manager is 2000');
    const restart = page.locator('[data-finding="restart"]').getByRole('button', { name: 'Restart…' });
    // Rights are asked for when it comes up.
    await expect(restart).toHaveAttribute('aria-disabled', 'false', SOON);
    await restart.focus();
    await page.keyboard.press('Enter');
    await expect(dialog(page)).toContainText('Restart deployment acgs-production/mlops-manager', SOON);
    await dialog(page).getByRole('button', { name: 'Restart' }).focus();
    await page.keyboard.press('Enter');
    await expect(dialog(page)).toContainText('Done, and seen to be so', SEEN);
    await page.keyboard.press('Escape');
    await expect(page.locator('[data-finding="restart"]')).toHaveCount(0, SEEN);
  });

  test('an edit by hand is shown, and f leaves what does not agree', async () => {
    await system.fault('config-drift');
    const hash = row(page, 'constitutional_hash');
    await expect(hash).toHaveAttribute('data-verdict', 'differs', SEEN);
    await expect(hash).toContainText('deadbeefcafe0000 is not cdd01ef066bc6cf2');
    await expect(hash).toContainText('kubectl-edit');
    await expect(row(page, 'traffic_percentage')).toContainText('they may run with what was there before');
    await page.keyboard.press('f');
    await expect(page.locator('[data-verdict="agrees"]')).toHaveCount(0);
    await expect(hash).toBeVisible();
    await page.keyboard.press('f');
    await system.mend('config-drift');
    await expect(hash).toHaveAttribute('data-verdict', 'agrees', SEEN);
  });

  test('with the cluster gone everything is unknown, with its age', async () => {
    await system.fault('cluster-down');
    await expect(page.locator('[data-configuration="unknown"]')).toBeVisible(SEEN);
    await expect(page.locator('[data-notice="stale"]')).toContainText('What is shown was seen');
    await expect(page.locator('[data-verdict="unknown"]')).toHaveCount(15);
    await system.mend('cluster-down');
    await expect(page.locator('[data-configuration="differs"]')).toBeVisible(SEEN);
  });
});
