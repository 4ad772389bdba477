import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures.ts';

/** A real host, with others at work on the machine. */
export const SOON = { timeout: 30_000 };

export const dock = (page: Page): Locator => page.locator('[data-dock]');

export const asked = (page: Page, kind: string): Locator =>
  page.locator(`[data-dock] [data-question="${kind}"]`);

export const run = (page: Page, status: string): Locator => page.locator(`[data-run="${status}"]`);

/** Opens a runbook with the palette, by words of its title. */
export async function openRunbook(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(title);
  await page.getByRole('dialog').getByRole('button', { name: title }).click(SOON);
  await expect(page.locator('[data-dock="runbook"] h2')).toHaveText(title, SOON);
}

/** Opens and starts it, every change agreed to now. */
export async function startRunbook(page: Page, title: string): Promise<void> {
  await openRunbook(page, title);
  const all = dock(page).getByLabel('Agree to all of its changes now');
  await all.check();
  await dock(page).getByRole('button', { name: 'Start' }).click();
  await expect(page.locator('[data-dock="run"]')).toBeVisible(SOON);
}

/** Opens the latest run from the list of the panel. */
export async function openLatestRun(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.location.hash = '#/runbooks';
  });
  await page.locator('[data-panel="runbooks"]').waitFor();
  await page.getByRole('button', { name: /^Runs/ }).click();
  await page.locator('[data-run-row] button').first().click();
  await expect(page.locator('[data-dock="run"]')).toBeVisible(SOON);
}

/** Answers what is asked. */
export async function answer(page: Page, kind: string, choice: string, note?: string): Promise<void> {
  const form = asked(page, kind);
  await expect(form).toBeVisible(SOON);
  if (note !== undefined) await form.locator('textarea').fill(note);
  await form.getByRole('button', { name: choice, exact: true }).click();
}
