import type { Page } from '@playwright/test';
import type { PanelId } from '../fixtures.ts';
import type { ScriptedHost } from '../scripted-host.ts';

/** A picture to take: a panel in a situation, after something was done. */
export interface Shot {
  name: string;
  panel: PanelId;
  scenario: string;
  item?: string;
  /** What is done before the picture is taken. */
  act?: (page: Page, host: ScriptedHost) => Promise<void>;
  allow?: RegExp;
}

/** What a browser complains of when its host is gone. */
export const LOST = /WebSocket|ERR_|Failed to load/;
export const lose = async (page: Page, host: ScriptedHost) => {
  host.goAway();
  await page.getByText('Connection to the control center lost').waitFor();
};

/** The states that a panel has, by the scenario that shows them. */
export const STATES: readonly Pick<Shot, 'name' | 'scenario' | 'act' | 'allow'>[] = [
  { name: 'healthy', scenario: 'healthy' },
  { name: 'faults', scenario: 'faults' },
  { name: 'sandbox', scenario: 'sandbox' },
  { name: 'loading', scenario: 'loading' },
  { name: 'empty', scenario: 'empty' },
  { name: 'error', scenario: 'error' },
  { name: 'stale', scenario: 'stale' },
  { name: 'offline', scenario: 'healthy', act: lose, allow: LOST },
  { name: 'forbidden', scenario: 'forbidden' },
  { name: 'not-configured', scenario: 'not-configured' },
];

/** The same thing in one situation after another: the pictures' names and their scenarios. */
export function inSituations(
  pictures: Readonly<Record<string, string>>,
  same: Omit<Shot, 'name' | 'scenario'>,
): Shot[] {
  return Object.entries(pictures).map(([name, scenario]) => ({ ...same, name, scenario }));
}

/** Opens the drawer of a row. */
export const press = (row: string) => async (page: Page) => {
  await page.locator(`[data-row*="${row}"]`).first().click();
  await page.locator('[data-drawer]').waitFor();
};

/** To the change before now, with the strip of time open. */
export async function goBack(page: Page): Promise<void> {
  await page.keyboard.press('t');
  await page.getByRole('button', { name: 'Previous change' }).click();
  await page.locator('[data-watermark]').waitFor();
}
