import type { Page } from '@playwright/test';
import { z } from 'zod';
import { startAcgs } from './acgs-process.ts';
import { expectAccessible } from './axe.ts';
import { expect, goTo, openPanel, test } from './fixtures.ts';
import { startPracticeSystem } from './practice-system.ts';

const announced = z.object({ url: z.string() });

/** A sandbox and a host of their own take a while to start on a busy machine. */
async function reallyReady(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
}

async function openDeployment(page: Page, name: string): Promise<void> {
  await goTo(page, 'cluster', 'deployments');
  await page.locator(`[data-row$="/${name}"]`).click();
  await page.locator('[data-acts]').waitFor();
}

async function askToScale(page: Page, replicas: number): Promise<void> {
  await page.getByRole('textbox', { name: 'Pods wanted' }).fill(String(replicas));
  await page.getByRole('button', { name: `Scale to ${replicas}` }).click();
}

const dialog = (page: Page) => page.getByRole('dialog');

async function agree(page: Page): Promise<void> {
  await dialog(page)
    .getByRole('textbox', { name: /Type acgs-production/ })
    .fill('acgs-production');
  await page.keyboard.press('Enter');
}

test('a deployment is scaled in the sandbox, its row follows, and it is scaled back', async ({ page }) => {
  test.setTimeout(180_000);
  const host = await startAcgs(['serve', '--sandbox', '--no-open']);
  try {
    await page.goto(announced.parse(host.ready).url);
    await reallyReady(page);
    await openDeployment(page, 'gs-service');
    const row = page.locator('[data-row$="/gs-service"]');
    await askToScale(page, 5);
    await expect(dialog(page)).toContainText('The API server has checked it');
    await dialog(page).getByRole('button', { name: 'Scale to 5' }).click();
    await expect(dialog(page)).toContainText('Done, and seen to be so', { timeout: 60_000 });
    await expect(row).toContainText('5 of 5');

    await dialog(page)
      .getByRole('button', { name: /^Scale back to/ })
      .click();
    await dialog(page)
      .getByRole('button', { name: /^Scale to/ })
      .click();
    await expect(dialog(page)).toContainText('Done, and seen to be so', { timeout: 60_000 });
    await expect(row).not.toContainText('5 of 5');
  } finally {
    await page.close();
    await host.stop();
  }
});

test('in read-only mode every control says so, and nothing can be pressed', async ({ page }) => {
  test.setTimeout(180_000);
  const sandbox = await startPracticeSystem();
  const host = await startAcgs(['serve', '--profile', sandbox.profile, '--read-only', '--no-open']);
  try {
    await page.goto(announced.parse(host.ready).url);
    await reallyReady(page);
    await openDeployment(page, 'gs-service');
    await expect(page.locator('[data-acts]')).toContainText('Read-only mode: started with --read-only.');
    // Forced: Playwright takes aria-disabled for not to be pressed.
    await page.getByRole('button', { name: 'Restart' }).click({ force: true });
    await expect(dialog(page)).toHaveCount(0);
  } finally {
    await page.close();
    await host.stop();
    await sandbox.stop();
  }
});

test('a control without its right stays reachable and names the missing permission', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('operation-not-allowed'), 'cluster');
  await openDeployment(page, 'gs-service');
  const restart = page.getByRole('button', { name: 'Restart' });
  await expect(restart).toHaveAttribute('aria-disabled', 'true');
  await expect(restart).toHaveAccessibleDescription(/lack the permission to patch deployments\.apps/);
  await restart.focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toHaveCount(0);
});

test('the keyboard alone does it: the name has to be typed, Escape loses nothing', async ({ page, play }) => {
  const host = await play('operation-running');
  await openPanel(page, host, 'cluster');
  await openDeployment(page, 'gs-service');
  await askToScale(page, 5);
  const doIt = dialog(page).getByRole('button', { name: 'Scale to 5' });
  await expect(doIt).toBeDisabled();
  await expect(dialog(page).getByRole('textbox', { name: /Type acgs-production/ })).toBeFocused();
  await agree(page);
  await expect(dialog(page)).toContainText('4 of 5');

  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  const back = page.getByRole('button', { name: /^Under way: Scale deployment/ });
  await back.click();
  await expect(dialog(page)).toContainText('4 of 5');
});

const TROUBLE = [
  ['conflict', 'Somebody else changed it meanwhile', 'last by kubectl-edit at'],
  ['refused', 'The cluster does not allow it', 'User "oncall" cannot patch resource "deployments/scale"'],
  ['unknown', 'It is not known whether it was done', 'look at the target first'],
  ['missed', 'Done, but it did not come about', 'exceeded its progress deadline'],
  ['unseen', 'Done, but its effect was not seen', 'the Kubernetes API does not answer'],
] as const;

for (const [name, title, words] of TROUBLE) {
  test(`an operation that ends with ${name} is told as such, and axe finds nothing`, async ({
    page,
    play,
  }) => {
    await openPanel(page, await play(`operation-${name}`), 'cluster');
    await openDeployment(page, 'gs-service');
    await askToScale(page, 5);
    await agree(page);
    await expect(dialog(page)).toContainText(title);
    await expect(dialog(page)).toContainText(words);
    await expectAccessible(page, { within: '[role="dialog"]' });
  });
}
