import { expect, openPanel, test } from './fixtures.ts';

test('what is worse than the baseline stands first, with its figures and what runs', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('faults'), 'health');
  await page.keyboard.press('p');
  expect(new URL(page.url()).hash).toBe('#/health/baselines');
  const view = page.locator('[data-baselines="worse"]');
  await expect(view).toContainText('two worse, one not known, one used differently, one better');
  const first = page.locator('[data-compared]').first();
  await expect(first).toHaveAttribute('data-verdict', 'worse');
  await expect(first).toContainText('3.1.0 → 3.2.0');
  await expect(first).toContainText('slower by 12 % (p95 310 → 347 ms, n = 240); outside the spread');
  await expect(page.locator('[data-compared="model-versioning accuracy"]')).toContainText('not known');
  await first.getByRole('button', { name: 'Integrity' }).click();
  await expect(page.getByRole('dialog')).toContainText('Integrity');
});

test('updating is asked in the dialog of every change', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'health', { item: 'baselines' });
  await page.getByRole('button', { name: 'Update to revision 3' }).click();
  await expect(page.getByRole('dialog')).toContainText('Update a performance baseline');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Put revision 1 back' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('Update a performance baseline');
});

test('without a baseline, the first can be recorded from here', async ({ page, play }) => {
  await openPanel(page, await play('no-requests'), 'health', { item: 'baselines' });
  await page.getByRole('button', { name: 'Record a baseline' }).click();
  await expect(page.getByRole('dialog')).toContainText('Measure a performance baseline');
});

test('the past is compared, and nothing can be done to it', async ({ page, play }) => {
  const host = await play('faults');
  await openPanel(page, host, 'health', { item: 'baselines' });
  const atMs = Date.now() - 3 * 3_600_000;
  await page.goto(`${host.url.split('#')[0]}#/health/baselines?at=${new Date(atMs).toISOString()}`);
  await expect(page.locator('[data-watermark]')).toBeVisible();
  // Measured as many days before that moment as the script says.
  const measuredTo = new Date(atMs - 6 * 86_400_000).toISOString();
  await expect(page.locator(`[data-baselines="worse"] time[datetime="${measuredTo}"]`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Update to revision 3' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
});
