import type { Page } from '@playwright/test';
import { expectAccessible } from './axe.ts';
import { expect, openPanel, test } from './fixtures.ts';

const button = (page: Page) => page.locator('[data-time-button]');
const strip = (page: Page) => page.getByRole('slider', { name: 'Moment that is shown' });
const watermark = (page: Page) => page.locator('[data-watermark]');
/** The moment in the address, epoch milliseconds; NaN when it is live. */
const shown = (page: Page): Promise<number> =>
  page.evaluate(() => Date.parse(/\?at=(.*)$/.exec(window.location.hash)?.[1] ?? ''));

test('T opens the strip; keys go back in time and Escape comes back to live', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'health');
  await expect(button(page)).toHaveText('Live');
  await expect(watermark(page)).toHaveCount(0);
  await page.keyboard.press('t');
  await strip(page).focus();

  const before = Date.now();
  await page.keyboard.press('ArrowLeft');
  await expect(watermark(page)).toContainText(/as of .*, recorded/);
  await expect(button(page)).toContainText('As of');
  const minute = await shown(page);
  expect(before - minute).toBeGreaterThan(30_000);
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(async () => minute - (await shown(page))).toBe(3_600_000);
  await page.keyboard.press('PageDown');
  await expect.poll(async () => minute - (await shown(page))).toBe(3_600_000 + 86_400_000);

  await page.keyboard.press('Escape');
  await expect(button(page)).toHaveText('Live');
  await expect(watermark(page)).toHaveCount(0);
});

test('in the past nothing can be done, and the reason is said', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'health');
  await page.keyboard.press('t');
  await strip(page).focus();
  await page.keyboard.press('Shift+ArrowLeft');
  const check = page.getByRole('button', { name: 'Check now' });
  await expect(check).toBeDisabled();
  await expect(check).toHaveAttribute('title', 'This is the past. Go back to live to act.');
  await page.getByRole('button', { name: 'Live', exact: true }).last().click();
  await expect(check).toBeEnabled();
});

test('the previous change is found, told and shown, and the address can be passed on', async ({
  page,
  play,
}) => {
  const host = await play('healthy');
  await openPanel(page, host, 'health');
  await page.keyboard.press('t');
  await page.getByRole('button', { name: 'Previous change' }).click();
  await expect(page.locator('[data-time-bar]')).toContainText('Governance is operational');
  const moment = await shown(page);
  await page.keyboard.press('Control+2');
  await expect(page.locator('[data-panel="cluster"]')).toBeVisible();
  await expect(watermark(page)).toContainText('recorded');
  expect(await shown(page)).toBe(moment);

  await page.reload();
  await expect(watermark(page)).toContainText('recorded');
  await expect(page.locator('[data-panel="cluster"]')).toBeVisible();
});

test('a typed date and a drag on the strip lead to their moment', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'health');
  await page.keyboard.press('t');
  const noon = await page.evaluate(() => {
    const day = new Date(Date.now() - 2 * 86_400_000);
    day.setHours(12, 30, 15, 0);
    return { ms: day.getTime(), field: [day.getFullYear(), day.getMonth() + 1, day.getDate()] };
  });
  const [year, month, day] = noon.field.map((part) => String(part).padStart(2, '0'));
  await page.getByLabel('Date and time to show').fill(`${year}-${month}-${day}T12:30:15`);
  await expect.poll(() => shown(page)).toBe(noon.ms);

  await page.getByRole('button', { name: 'Live', exact: true }).last().click();
  const box = await strip(page).boundingBox();
  if (!box) throw new Error('The strip has no place.');
  await page.mouse.move(box.x + box.width - 4, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 10, { steps: 8 });
  await page.mouse.up();
  // The strip shows a day: its middle is twelve hours ago.
  await expect
    .poll(async () => Math.abs(Date.now() - (await shown(page)) - 43_200_000))
    .toBeLessThan(120_000);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the strip and the past have no accessibility violations (${colorScheme})`, async ({ page, play }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openPanel(page, await play('faults'), 'health');
    await page.keyboard.press('t');
    await page.getByRole('button', { name: 'Previous change' }).click();
    await expect(watermark(page)).toBeVisible();
    await expectAccessible(page);
  });
}
