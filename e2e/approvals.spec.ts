import type { Page } from '@playwright/test';
import { expectAccessible } from './axe.ts';
import { expect, openPanel, test } from './fixtures.ts';

/** Axe looks at the whole page, several times in one test. */
test.describe.configure({ timeout: 150_000 });

const STATES = [
  { scenario: 'approvals', says: ['Approve exactly this', 'You asked for it yourself', 'broke the glass'] },
  { scenario: 'approvals-logged-out', says: ['Nobody is logged in', 'Log in to decide it'] },
  { scenario: 'approvals-none', says: ['Nothing waits for an approval'] },
  { scenario: 'approvals-error', says: ['This cannot be shown', 'database disk image is malformed'] },
  { scenario: 'approvals-loading', says: ['Loading'] },
] as const;

for (const { scenario, says } of STATES) {
  test(`${scenario} says what it is and passes axe in both themes`, async ({ page, play }) => {
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await openPanel(page, await play(scenario), 'health');
    await openQueue(page);
    const queue = page.getByRole('dialog', { name: 'Approvals' });
    for (const words of says) await expect(queue).toContainText(words);
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');
    await expectAccessible(page);
  });
}

test('the queue counts down, and shows what would be done call by call', async ({ page, play }) => {
  await openPanel(page, await play('approvals'), 'health');
  await openQueue(page);
  const request = page.getByRole('article', { name: /Scale deployment/ }).filter({ hasText: 'Jonas' });
  const card = request.filter({ hasText: 'left' });
  const before = await card.getByText(/min .*left/).textContent();
  await expect(card.getByText(/min .*left/)).not.toHaveText(before ?? '');
  await expect(card).toContainText('replicas: 0');
  await card.getByText('The exact call').click();
  await expect(card).toContainText(
    'PATCH /apis/apps/v1/namespaces/acgs-production/deployments/ec-service/scale',
  );
});

test('everything is reached by keyboard: palette, queue, log-in', async ({ page, play }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openPanel(page, await play('approvals'), 'health');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Panel, system or act').fill('second person');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Approvals' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  await page.getByRole('button', { name: /^Operator: Mara Okafor ?2 waiting/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Approvals/ })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Log in' });
  await expect(dialog.getByLabel('Passphrase')).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type('not the passphrase');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('The passphrase is not that of Mara Okafor. Try again.');
  await expect(dialog.getByLabel('Passphrase')).toHaveValue('');
});

test('a broken glass is a banner over every panel until it is reviewed', async ({ page, play }) => {
  await openPanel(page, await play('approvals'), 'cluster');
  const banner = page.getByRole('region', { name: 'Broken glass' });
  await expect(banner).toContainText('Jonas Lindqvist: Scale deployment acgs-production/mm-service');
  await banner.getByRole('button', { name: 'Review' }).click();
  const item = page.getByRole('article', { name: /mm-service/ });
  await expect(item.getByRole('button', { name: 'Close the review' })).toBeDisabled();
  await item.getByLabel('What you found').fill('It was right.');
  await expect(item.getByRole('button', { name: 'Close the review' })).toBeEnabled();
});

test('the first operator is led to a key', async ({ page, play }) => {
  await openPanel(page, await play('no-operators'), 'health');
  await page.getByRole('button', { name: 'Operator: Not logged in' }).click();
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('dialog', { name: 'Log in' }).getByRole('button', { name: 'Add an operator' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an operator' });
  await dialog.getByLabel('Name').fill('Mara');
  await dialog.getByLabel('Passphrase').fill('four words stand together');
  await dialog.getByLabel('Once more').fill('four words stand apart');
  await expect(dialog).toContainText('The two are not the same');
  await expect(dialog.getByRole('button', { name: 'Add' })).toBeDisabled();
  await dialog.getByLabel('Once more').fill('four words stand together');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(dialog).toContainText('There is an operator called Mara already');
});

async function openQueue(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Operator:/ }).click();
  await page.getByRole('button', { name: /^Approvals/ }).click();
  await expect(page.getByRole('dialog', { name: 'Approvals' })).toBeVisible();
}
