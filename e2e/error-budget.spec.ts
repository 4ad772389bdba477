import { expect, goTo, openPanel, test } from './fixtures.ts';

test('a budget that burns is said on the tab, and leads to the alert that fires from it', async ({
  page,
  play,
}) => {
  const host = await play('faults');
  await openPanel(page, host, 'health');
  await page.getByRole('button', { name: /^Error budget\s*burning$/ }).click();
  expect(new URL(page.url()).hash).toBe('#/health/error-budget');
  await expect(page.locator('[data-objective="burning"]')).toContainText('the budget is gone in 6 h 18 min.');
  const rows = page.locator('[data-burn]');
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(0)).toContainText('exceeded, critical');
  await expect(rows.nth(0)).toContainText('1 h and 5 min');
  await expect(rows.nth(0)).toContainText('AvailabilityBudgetBurn1h fires since 4 min, acknowledged');
  // The short window alone is above its limit: that is no alert.
  await expect(rows.nth(1)).toContainText('within');
  await expect(rows.nth(1)).toContainText('AvailabilityBudgetBurn6h: does not fire');
  await page.locator('[data-alert-link="AvailabilityBudgetBurn1h"]').click();
  await expect(page.locator('[data-panel="alerts"]')).toBeVisible();
  expect(new URL(page.url()).hash).toBe('#/alerts/6e0b5a7c9d12');
});

test('the keyboard goes to the error budget and back', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'health');
  await page.keyboard.press('b');
  await expect(page.locator('[data-objective="within"]')).toContainText('62.07 %of the error budget left');
  await page.keyboard.press('n');
  await expect(page.locator('[data-system="governance"]')).toBeVisible();
  await expect(page.locator('[data-objective]')).toHaveCount(0);
});

test('the budget is asked for as of the moment that is shown', async ({ page, play }) => {
  const host = await play('healthy');
  await openPanel(page, host, 'health', { item: 'error-budget' });
  const at = new Date(Date.now() - 3 * 3_600_000);
  await page.goto(`${host.url.split('#')[0]}#/health/error-budget?at=${at.toISOString()}`);
  await expect(page.locator('[data-watermark]')).toBeVisible();
  const looks = { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Berlin' } as const;
  const end = at.toLocaleTimeString('en-GB', looks);
  await expect(page.locator('[data-objective="within"] [role="img"]')).toHaveAttribute(
    'aria-label',
    new RegExp(`^Error budget from .* to .*, ${end}: `),
  );
});

test('too few requests, and requests that nobody records, are not known and not good', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('sandbox'), 'health', { item: 'error-budget' });
  const view = page.locator('[data-objective="too-few"]');
  await expect(view).toContainText('Too few requests in the last hour to say how fast it burns.');
  await expect(view).toContainText('47 min of 30 d are recorded');
  await expect(view.locator('[data-burn]').first()).toContainText('too few requests');

  await openPanel(page, await play('stale'), 'health', { item: 'error-budget' });
  await expect(page.locator('[data-objective="stale"]')).toContainText('2 h ago');
  await expect(page.locator('[data-alert-link], [data-burn]').first()).toContainText('not known');
});

test('a lost connection leaves the budget greyed as it was', async ({ page, play, complaints }) => {
  complaints.allow(/WebSocket|ERR_|Failed to load/);
  const host = await play('healthy');
  await openPanel(page, host, 'health', { item: 'error-budget' });
  await expect(page.locator('[data-objective="within"]')).toBeVisible();
  host.goAway();
  await expect(page.locator('[data-objective] [data-greyed]')).toBeVisible();
  await goTo(page, 'health');
});
