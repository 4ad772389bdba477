import { expect, goTo, openPanel, test } from './fixtures.ts';

test('alerts stand by urgency, and each says why and how long there is', async ({ page, play }) => {
  const host = await play('faults');
  await openPanel(page, host, 'alerts');
  const groups = page.locator('[data-row-group] h2');
  await expect(groups).toHaveText([/To be answered 2/, /Firing, seen to/, /May fire soon/, /Resolved/]);
  const rows = page.locator('[data-alert]');
  await expect(rows.first()).toContainText('ConstitutionalComplianceCritical');
  await expect(rows.first()).toContainText(/4:[0-2]\d late/);
  await expect(rows.nth(1)).toContainText('ServiceDown');
  await expect(rows.nth(1)).toContainText(/P1: CTO in 10:[0-2]\d/);
  await expect(page.locator('[data-alert="0b5e1f2d3c4b"]')).toContainText('after ServiceDown');
  await expect(page.locator('[data-alert="55aa00bb77cc"]')).toContainText('answered by Mara Okafor');
});

test('the top bar has the clock of the most urgent alert on every panel, and leads to it', async ({
  page,
  play,
}) => {
  const host = await play('faults');
  await openPanel(page, host, 'health');
  const urgent = page.locator('[data-urgent]');
  await expect(urgent).toContainText('ConstitutionalComplianceCritical');
  await expect(urgent).toContainText('late');
  await expect(urgent).toContainText('+1');
  await urgent.click();
  await expect(page.locator('[data-panel="alerts"] [data-drawer]')).toContainText('Samples behind it');
});

test('the keyboard goes through alerts, opens one, asks to acknowledge it, and comes back', async ({
  page,
  play,
}) => {
  const host = await play('faults');
  await openPanel(page, host, 'alerts');
  const rows = page.locator('[data-alert]');
  await rows.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-drawer]')).toContainText('ConstitutionalComplianceCritical');
  await page.keyboard.press('a');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await expect(page.locator('[data-rule="MLOpsDeploymentFailure"]')).toContainText('blind');
  await page.keyboard.press('l');
  await expect(page.getByText(/\] CRITICAL: ServiceDown fires/)).toBeVisible();
});

test('a silence needs a reason', async ({ page, play }) => {
  const host = await play('faults');
  await openPanel(page, host, 'alerts');
  await goTo(page, 'alerts', '3fa2c81b90d4');
  await page.locator('[data-drawer]').getByRole('button', { name: 'Silence' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('system="governance"')).toBeVisible();
  const silence = dialog.getByRole('button', { name: 'Silence' });
  await expect(silence).toBeDisabled();
  await dialog.getByLabel('Why').fill('a new version is rolled out');
  await expect(silence).toBeEnabled();
});

test('nothing can be done about the past', async ({ page, play }) => {
  const host = await play('faults');
  await openPanel(page, host, 'alerts');
  await page.goto(
    `${host.url.split('#')[0]}#/alerts/3fa2c81b90d4?at=${new Date(Date.now() - 60_000).toISOString()}`,
  );
  await expect(page.locator('[data-drawer]').getByRole('button', { name: 'Acknowledge' })).toBeDisabled();
  await expect(page.locator('[data-urgent]')).toHaveCount(0);
});

test('many alerts of one rule are one line that opens', async ({ page, play }) => {
  const host = await play('outage');
  await openPanel(page, host, 'alerts');
  const line = page.locator('[data-rule-group="ServiceDown"]');
  await expect(line).toContainText('5 × ServiceDown');
  await expect(line).toContainText('authentication, constitutional-ai');
  await expect(page.locator('[data-alert]').first()).toBeHidden();
  await line.click();
  await expect(page.locator('[data-alert]')).toHaveCount(5);
  await expect(page.locator('[data-alert]').first()).toBeVisible();
});

test('with the connection lost nobody is told that nothing fires', async ({ page, play, complaints }) => {
  complaints.allow(/WebSocket connection|net::ERR_|Failed to load resource/);
  const host = await play('healthy');
  await openPanel(page, host, 'alerts');
  const panel = page.locator('[data-panel="alerts"]');
  await expect(panel).toContainText('No alert fires or waits');
  host.goAway();
  await expect(panel).toContainText('No alert fired or waited when that was last known');
  await expect(panel).toContainText('As last known: ');
  host.comeBack();
  await expect(panel).toContainText('No alert fires or waits', { timeout: 20_000 });
});
