import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { startAcgs } from './acgs-process.ts';
import { expectAccessible } from './axe.ts';
import { expect, goTo, openPanel, test } from './fixtures.ts';
import { startPracticeSystem } from './practice-system.ts';

const announced = z.object({ url: z.string() });
const drawer = (page: Page) => page.locator('[data-drawer]');
const dialog = (page: Page) => page.getByRole('dialog');

/** Says it in the first dialog, and does it in the operation's own. */
async function say(page: Page, act: string, field: string, text: string, verb: string): Promise<void> {
  await drawer(page).getByRole('button', { name: act, exact: true }).click();
  await dialog(page).getByLabel(field).fill(text);
  await dialog(page).getByRole('button', { name: 'Go on' }).click();
  await dialog(page).getByRole('button', { name: verb }).click();
  await expect(dialog(page)).toContainText('Done, and seen to be so', { timeout: 60_000 });
  await dialog(page).getByRole('button', { name: 'Close' }).first().click();
  await expect(dialog(page)).toHaveCount(0);
}

/** Each round of probes validates, too: here only the operator shall. */
async function withFewProbes(profile: string): Promise<void> {
  const written = z.looseObject({}).parse(parse(await readFile(profile, 'utf8')));
  await writeFile(profile, stringify({ ...written, probes: { intervalSeconds: 3600 } }));
}

test('a violation is found, assigned, investigated, said to be fixed, and verified by a fresh check', async ({
  page,
}) => {
  test.setTimeout(300_000);
  const system = await startPracticeSystem();
  await withFewProbes(system.profile);
  const host = await startAcgs(['serve', '--profile', system.profile, '--no-open']);
  try {
    await system.fault('hash-mismatch=governance');
    await page.goto(announced.parse(host.ready).url);
    await expect(page.locator('html')).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
    await goTo(page, 'compliance', 'violations');
    const validated = () => expect(page.locator('[data-validating]')).toHaveCount(0, { timeout: 60_000 });
    await page.keyboard.press('v');
    const row = page.locator('[data-row-group="governance"] [data-violation]', {
      hasText: 'hash-integrity',
    });
    await expect(row).toHaveAttribute('data-state', 'open', { timeout: 60_000 });
    await validated();
    await row.click();
    await expect(drawer(page)).toContainText('instead of cdd01ef066bc6cf2');

    await say(page, 'Assign', 'Who sees to it', 'Kofi Osei', 'Assign to Kofi Osei');
    await expect(row).toHaveAttribute('data-state', 'assigned');
    await expect(row).toContainText('Kofi Osei');
    await say(page, 'Write down what was found', 'What was found', 'edited by hand', 'Write it down');
    await expect(row).toHaveAttribute('data-state', 'investigating');
    await say(page, 'Say that it is fixed', 'What was done', 'put back', 'Say that it is fixed');
    await expect(row).toHaveAttribute('data-state', 'fixed');

    await system.mend('hash-mismatch=governance');
    await drawer(page).getByRole('button', { name: 'Validate now' }).click();
    await expect(drawer(page).locator('[data-step="verified"]')).toContainText(
      'a fresh check finds it fixed',
      {
        timeout: 60_000,
        ignoreCase: true,
      },
    );
    await expect(drawer(page).locator('[data-step]')).toHaveCount(5);
    await expect(drawer(page).locator('[data-next]')).toHaveCount(0);
  } finally {
    await page.close();
    await host.stop();
    await system.stop();
  }
});

test('violations are grouped, and one leads to the evidence that shows it', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'compliance', { item: 'violations' });
  await expect(page.locator('[data-row-group]').first()).toHaveAttribute('data-row-group', 'governance');
  await expect(page.locator('[data-violation]')).toHaveCount(6);
  // What is said to be fixed is not green.
  await expect(page.locator('[data-state="fixed"] svg')).toHaveAttribute('data-level', 'unknown');
  await page.locator('[data-violation^="3fa2"]').click();
  await drawer(page).getByRole('button', { name: 'Evidence: Hash of governance' }).click();
  await expect(drawer(page).locator('[data-evidence]')).toHaveCount(3);
});

test('the keyboard alone goes through violations, opens one and comes back', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'compliance');
  await page.keyboard.press('i');
  const rows = page.locator('[data-violation]');
  await rows.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(drawer(page)).toContainText('governance: transparency');
  await drawer(page).getByRole('button', { name: 'Write down what was found' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByLabel('What was found')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await drawer(page).getByRole('button', { name: 'Close the details' }).focus();
  await page.keyboard.press('Escape');
  await expect(drawer(page)).toHaveCount(0);
  await expect(rows.nth(1)).toBeFocused();
});

test('where nothing may be changed, it says why', async ({ page, play }) => {
  const host = await play('violations-read-only');
  await openPanel(page, host, 'compliance', { item: 'violations.3fa2c1d0-hash' });
  const assign = drawer(page).getByRole('button', { name: 'Assign', exact: true });
  await expect(assign).toHaveAttribute('aria-disabled', 'true');
  await expect(drawer(page)).toContainText('started with --read-only');
  const at = new Date(Date.now() - 3_600_000).toISOString();
  await page.goto(`${host.url.split('#')[0]}#/compliance/violations.3fa2c1d0-hash?at=${at}`);
  await expect(drawer(page)).toContainText('This is the past');
});

test('the log is searched, and says what it lacks', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'compliance', { item: 'log' });
  await expect(page.locator('[data-log-line]')).toHaveCount(4);
  await page.getByLabel('Only lines that hold all of these words').fill('TRANSPARENCY 8812');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-log-line]')).toHaveCount(1);
  await openPanel(page, await play('unknown-parts'), 'compliance', { item: 'log' });
  await expect(page.getByText('No compliance logs are named')).toBeVisible();
});

test('a policy is held against the constitution', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'compliance', { item: 'violations' });
  await page.getByRole('button', { name: 'Check a policy' }).click();
  const policy = page.getByRole('textbox', { name: 'Policy' });
  await expect(policy).toBeFocused();
  const check = page.getByRole('button', { name: 'Check', exact: true });
  await expect(check).toBeDisabled();
  await policy.fill('Skip validation where it is slow.');
  await check.click();
  await expect(page.locator('[data-policy="violated"]')).toContainText('says not compliant, score 0 %');
  await policy.fill('x'.repeat(160_001));
  await expect(drawer(page)).toContainText('use acgs compliance policy FILE');
  await expect(check).toBeDisabled();
});

test('violations and log pass axe in both themes', async ({ page, play }) => {
  const host = await play('faults');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openPanel(page, host, 'compliance');
    for (const view of ['violations.a4d7730c-audit', 'log']) {
      await goTo(page, 'compliance', view);
      await expectAccessible(page, { what: `${view} in ${colorScheme}` });
    }
  }
});
