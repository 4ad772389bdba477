import type { Page } from '@playwright/test';
import { z } from 'zod';
import { startAcgs } from './acgs-process.ts';
import { expectAccessibleInBothThemes } from './axe.ts';
import { expect, goTo, openPanel, ready, test } from './fixtures.ts';

const announced = z.object({ ready: z.literal(true), url: z.string() });
const SOON = { timeout: 30_000 };

const lines = (page: Page) => page.locator('[data-log-line]');
const log = (page: Page) => page.getByRole('group', { name: /^Log of / });

async function openLogs(page: Page, row: string): Promise<void> {
  await page.locator(`[data-row$="${row}"]`).first().click();
  await page.locator('[data-drawer]').waitFor();
  await page.keyboard.press('l');
  await page.locator('[data-log]').waitFor();
}

test('the log of a deployment in the real host: new lines come by themselves, a search finds', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const host = await startAcgs(['serve', '--sandbox', '--no-open']);
  try {
    await page.goto(announced.parse(host.ready).url);
    await ready(page);
    await goTo(page, 'cluster', 'deployments');
    await openLogs(page, '/auth-service');
    await expect(lines(page).last()).toBeInViewport(SOON);
    await expect(page.locator('[data-log]')).toContainText('lines of 2 pods; following', SOON);

    const last = async () => Number(await lines(page).last().getAttribute('data-log-line'));
    const before = await last();
    await expect.poll(last, SOON).toBeGreaterThan(before + 2);
    await expect(lines(page).last()).toBeInViewport();

    await page.getByRole('textbox', { name: 'Search the log' }).fill('CONSTITUTIONAL');
    await page.keyboard.press('Enter');
    const found = page.locator('[data-log-line][data-current]');
    await expect(found).toBeInViewport();
    await expect(found.locator('mark')).toHaveText('constitutional');
    const first = await found.getAttribute('data-log-line');
    await page.keyboard.press('Shift+Enter');
    await expect(found).not.toHaveAttribute('data-log-line', first ?? '');
  } finally {
    await page.close();
    await host.stop();
  }
});

test('who scrolls up stays where they read, and End goes on following', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'cluster', { item: 'deployments' });
  await openLogs(page, '/gs-service');
  const follow = page.getByRole('button', { name: 'Follow' });
  await expect(follow).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('[data-log-line="400"]')).toBeInViewport();
  // Only what is in view exists.
  expect(await lines(page).count()).toBeLessThan(120);

  await log(page).focus();
  await page.keyboard.press('Home');
  await expect(page.locator('[data-log-line="0"]')).toBeInViewport();
  await expect(follow).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('End');
  await expect(follow).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('[data-log-line="400"]')).toBeInViewport();
});

test('a long line is wrapped on request and says what is missing of it', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'cluster', { item: 'deployments' });
  await openLogs(page, '/gs-service');
  const long = lines(page).filter({ hasText: 'DEBUG body=' });
  await expect(long).toContainText('9.5 MiB more');
  const heightPx = () => long.evaluate((element) => element.getBoundingClientRect().height);
  const before = await heightPx();
  await page.getByRole('button', { name: 'Wrap' }).click();
  await expect.poll(heightPx).toBeGreaterThan(2 * before);
});

for (const [scenario, says] of [
  ['healthy', 'lines of 3 pods; following'],
  ['logs-loading', 'Waiting for the log'],
  ['logs-empty', 'Nothing has been written yet'],
  ['logs-error', 'The local store could not be read'],
  ['logs-forbidden', 'The permission to get pods/log in the namespace acgs-production is missing'],
  ['stale', 'The latest lines may be missing.'],
] as const) {
  test(`a log says how it is, in words that everybody can read: ${scenario}`, async ({ page, play }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openPanel(page, await play(scenario), 'cluster', { item: 'deployments' });
    await openLogs(page, '/gs-service');
    await expect(page.locator('[data-log]')).toContainText(says);
    await expectAccessibleInBothThemes(page, { within: '[data-drawer]' });
  });
}
