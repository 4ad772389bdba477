import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures.ts';

/** Opening a sealed key takes half a second of a machine that has nothing else to do. */
export const UNSEALED = { timeout: 30_000 };

export const operatorMenu = (page: Page): Locator => page.locator('[data-operator]');

export const dialog = (page: Page, name: string | RegExp): Locator => page.getByRole('dialog', { name });

export async function fromMenu(page: Page, entry: string | RegExp): Promise<void> {
  await operatorMenu(page).click();
  await page.getByRole('button', { name: entry }).click();
}

/** Logs somebody in, in the dialog that is open. */
export async function logIn(page: Page, person: string, passphrase: string): Promise<void> {
  const form = dialog(page, 'Log in');
  await form.getByText(person).click();
  await form.getByLabel('Passphrase').fill(passphrase);
  await form.locator('[type=submit]').click();
  await expect(operatorMenu(page)).toHaveAttribute('data-operator', person, UNSEALED);
}
