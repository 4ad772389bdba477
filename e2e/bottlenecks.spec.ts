import { expectAccessible } from './axe.ts';
import { expect, goTo, openPanel, test } from './fixtures.ts';

test('suspects stand in the order to look into them, each with its evidence and what to do', async ({
  page,
  play,
}) => {
  const host = await play('faults');
  await openPanel(page, host, 'health');
  await page.getByRole('button', { name: 'Bottlenecks' }).click();
  const rows = page.locator('[data-suspect]');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText('PostgreSQL is saturated');
  await expect(rows.nth(0)).toContainText('48.2 s held up');
  await expect(rows.nth(2)).toContainText('91 % used');
  await rows.nth(0).click();
  const drawer = page.locator('[data-drawer]');
  await expect(drawer).toContainText('Session 4733 (policy-generation) has waited');
  await expect(drawer).toContainText('against 1,000 ms (worth a look)');
  await expect(drawer).toContainText('SELECT pg_terminate_backend(4711);');
  // What could not be looked at is never among what is fine.
  await expect(page.getByRole('group', { name: 'Not looked at' })).toContainText(
    'refuses this user or password',
  );
  await expect(page.getByRole('group', { name: 'Looked at and fine' })).not.toContainText('Cache');
});

test('the keyboard looks now, goes through suspects, opens one and comes back', async ({ page, play }) => {
  const host = await play('faults');
  await openPanel(page, host, 'health');
  await page.keyboard.press('l');
  const rows = page.locator('[data-suspect]');
  await rows.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-drawer]')).toContainText('That explains 99 % of the response time');
  await page.locator('[data-drawer] button').first().focus();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-drawer]')).toHaveCount(0);
  await expect(rows.nth(1)).toBeFocused();
});

test('a look says how far it is, area by area, and can be cancelled', async ({ page, play }) => {
  const host = await play('looking');
  await openPanel(page, host, 'health');
  await goTo(page, 'health', 'bottlenecks');
  await expect(page.getByText('Nobody has looked for bottlenecks yet')).toBeVisible();
  await page.getByRole('button', { name: 'Look now' }).click();
  await expect(page.locator('[data-area-progress]')).toHaveCount(4);
  await expect(page.locator('[data-area-progress][data-done]')).toHaveText(['Network: done']);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('[data-area-progress]')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Look now' })).toBeEnabled();
});

test('of the past there is what was found last, or nothing, and no look', async ({ page, play }) => {
  const at = new Date(Date.now() - 60_000).toISOString();
  const quiet = await play('healthy');
  await openPanel(page, quiet, 'health');
  await page.goto(`${quiet.url.split('#')[0]}#/health/bottlenecks?at=${at}`);
  await expect(page.getByText('Nobody had looked for bottlenecks by then')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Look now' })).toHaveCount(0);

  const troubled = await play('faults');
  await openPanel(page, troubled, 'health');
  await page.goto(`${troubled.url.split('#')[0]}#/health/bottlenecks?at=${at}`);
  await expect(page.locator('[data-suspect]')).toHaveCount(3);
  await expect(page.getByText('they are looked for only when somebody asks')).toBeVisible();
});

test('what cannot be read is said, and nothing secret with it', async ({ page, play }) => {
  const host = await play('error');
  await openPanel(page, host, 'health', { waitForData: false });
  await goTo(page, 'health', 'bottlenecks');
  await expect(page.getByText('This cannot be shown')).toBeVisible();
});

test('the list and its evidence pass axe in both themes', async ({ page, play }) => {
  const host = await play('faults');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openPanel(page, host, 'health');
    await goTo(page, 'health', 'bottlenecks');
    await page.locator('[data-suspect]').first().click();
    await expectAccessible(page, { what: colorScheme });
  }
});
