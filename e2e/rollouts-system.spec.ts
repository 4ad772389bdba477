import type { Page } from '@playwright/test';
import { z } from 'zod';
import { type AcgsProcess, startAcgs } from './acgs-process.ts';
import { expectAccessible } from './axe.ts';
import { SOON } from './dock.ts';
import { expect, test } from './fixtures.ts';
import { type PracticeSystem, startPracticeSystem } from './practice-system.ts';

/** One rollout after another of one practice production. */
test.describe.configure({ mode: 'serial', timeout: 300_000 });

const announced = z.object({ url: z.string() });
/** A share is set when the config map reads back and its deployment has been restarted. */
const SET = { timeout: 90_000 };

/** Presses Tab until what is looked for has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  await expect(page.locator(selector)).toBeVisible(SET);
  const isThere = () => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
  for (let count = 0; count < 80; count++) {
    if (await isThere()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${selector}.`);
}

let system: PracticeSystem;
let host: AcgsProcess;
let page: Page;
const stage = (percentage: number) => page.locator(`[data-stage="${percentage}"]`);

test.beforeAll(async ({ browser }) => {
  system = await startPracticeSystem();
  host = await startAcgs(['serve', '--profile', system.profile, '--no-open']);
  // A context of its own: axe needs another page beside it.
  const context = await browser.newContext();
  page = await context.newPage();
  // What turns while it is under way has no end that could be waited for.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(announced.parse(host.ready).url);
  await expect(page.locator('html')).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
});

test.afterAll(async () => {
  await page?.context().close();
  await host?.stop();
  await system?.stop();
});

test('a rollout is started, watched, promoted and aborted with the keyboard alone', async () => {
  await page.keyboard.press('Control+5');
  await expect(page.locator('[data-traffic="known"]')).toBeVisible(SOON);
  await page.keyboard.press('n');
  await expect(page.getByLabel('Percentages')).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('20,10');
  await expect(page.getByRole('status', { name: 'What is wrong with it' })).toContainText('10', SOON);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('10,50,100');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('1h,2h,0s');
  await expect(page.locator('[data-planned="now"] [data-stage="50"]')).toContainText('watched for 2 h', SOON);
  await expect(page.locator('[data-diff]')).toContainText('traffic_percentage');
  await page.keyboard.press('Enter');

  // It waits in its first window, and says for how long still.
  await expect(stage(10)).toHaveAttribute('data-state', 'watching', SET);
  await expect(stage(10)).toContainText(/watched for 1 h, 5\d min( \d+ s)? left/);
  await expect(stage(50)).toHaveAttribute('data-state', 'pending');
  await expect(page.locator('[data-check="hash"]')).toHaveAttribute('data-outcome', 'pass', SET);
  await expect(page.locator('[data-check="hash"]')).toContainText('0 of 1');
  await expect(page.locator('[data-panel]')).toContainText('Traffic to the features: 10 %', SET);
  await expectAccessible(page, { within: '[data-panel="rollouts"]' });

  await tabTo(page, '[data-act="promote"]');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('form', { name: 'Promote' })).toContainText('50 % is set at once');
  await page.keyboard.press('Enter');
  await expect(stage(10)).toHaveAttribute('data-state', 'passed', SET);
  await expect(stage(50)).toHaveAttribute('data-state', 'watching', SET);

  await tabTo(page, '[data-act="abort"]');
  await page.keyboard.press('Enter');
  await page.keyboard.type('the model is to be looked at first');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-rollout-state="aborted"]')).toBeVisible(SET);
  await expect(page.locator('[data-rollout-state]')).toContainText('the model is to be looked at first');
  await expect(page.locator('[data-panel]')).toContainText('Traffic to the features: 0 %', SET);
  await expect(page.locator('[data-act]')).toHaveText(['Try again …']);

  await page.keyboard.press('l');
  await expect(page.locator('[data-row-group="History"] [data-rollout]')).toHaveAttribute(
    'data-state',
    'aborted',
  );
});

test('the same is begun anew, and an emergency rollback ends it from another panel', async () => {
  await page.locator('[data-rollout]').first().focus();
  await page.keyboard.press('Enter');
  await tabTo(page, '[data-act="retry"]');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(stage(10)).toHaveAttribute('data-state', 'watching', SET);
  await expect(page.locator('[data-panel]')).toContainText('Traffic to the features: 10 %', SET);

  await page.keyboard.press('Control+1');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('emergency rollback');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Reason')).toBeFocused();
  await page.keyboard.type('answers are wrong');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-rollout-state="rolling-back"]')).toContainText('answers are wrong', SET);
  await expect(page.locator('[data-panel]')).toContainText('Traffic to the features: 0 %', SET);
  await expect(stage(0)).toHaveAttribute('data-state', 'watching', SET);

  await page.keyboard.press('l');
  const ended = page.locator('[data-row-group="History"] [data-rollout]');
  await expect(ended).toHaveCount(2, SET);
  await expect(ended.first()).toHaveAttribute('data-state', 'aborted');
  await expect(page.locator('[data-row-group="Going on"] [data-rollout]')).toHaveCount(1);
});
