import { expect, openPanel, ready, test } from './fixtures.ts';
import { scenarioNamed } from './scenarios/catalog.ts';

/** What Chromium itself writes about a host that is gone. */
const GONE = /WebSocket connection|net::ERR_|Failed to load resource/;

test('a lost connection is said at once with its age, and heals by itself', async ({
  page,
  play,
  complaints,
}) => {
  complaints.allow(GONE);
  const host = await play('healthy');
  await openPanel(page, host, 'cluster');
  await expect(page.getByRole('row')).not.toHaveCount(0);

  host.goAway();
  const banner = page.getByText('Connection to the control center lost');
  await expect(banner).toBeVisible();
  await expect(page.locator('body')).toContainText(/What is shown is \d+ s old/);
  await expect(page.locator('[data-panel="cluster"]')).toContainText(/as of \d\d:\d\d:\d\d, offline/);
  await expect(page.getByRole('grid')).toHaveAttribute('data-dimmed', 'true');
  await expect(page.locator('[data-row*="ac-service"]').first()).toBeVisible();

  host.stage.play(scenarioNamed('faults'));
  host.comeBack();
  await expect(banner).toBeHidden({ timeout: 20_000 });
  await expect(page.locator('[data-panel="cluster"]')).toContainText('2 crash-looping');
  await expect(page.getByRole('grid')).not.toHaveAttribute('data-dimmed', 'true');
});

test('the operator need not wait for the next attempt', async ({ page, play, complaints }) => {
  complaints.allow(GONE);
  const host = await play('healthy');
  await openPanel(page, host, 'health');
  host.goAway();
  // With seconds left to the next attempt, only the button can be what brings it back at once.
  await expect(page.locator('body')).toContainText(/Trying again in ([4-9]|\d\d) s/, { timeout: 40_000 });
  host.comeBack();
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect(page.getByText('Connection to the control center lost')).toBeHidden();
});

test('a host that comes back between a failed handshake and the question whether it is well has its session still', async ({
  page,
  play,
  complaints,
}) => {
  complaints.allow(GONE);
  const host = await play('healthy');
  await openPanel(page, host, 'health');
  await page.route('**/healthz', async (route) => {
    host.comeBack();
    await route.continue();
  });
  host.goAway();
  const banner = page.getByText('Connection to the control center lost');
  await expect(banner).toBeVisible();
  await expect(banner).toBeHidden();
  await expect(page.locator('[data-refused]')).toHaveCount(0);
  await expect(page.locator('[data-system="governance"]')).toHaveAttribute('data-status', 'operational');
});

test('reloading the page keeps the session, and the secret leaves the address', async ({ page, play }) => {
  const host = await play('healthy');
  await openPanel(page, host, 'health');
  expect(page.url()).not.toContain('#t=');
  await page.reload();
  await ready(page);
  await expect(page.locator('[data-system="governance"]')).toHaveAttribute('data-status', 'operational');
});

test('without a valid secret nothing of the system is shown', async ({ page, play, complaints }) => {
  complaints.allow(GONE);
  const host = await play('healthy');
  await page.goto(`${new URL(host.url).origin}/#t=wrong`);
  await expect(page.locator('[data-refused]')).toContainText('acgs serve');
  await expect(page.locator('[data-system]')).toHaveCount(0);
});
