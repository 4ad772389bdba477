import type { Page } from '@playwright/test';
import { inSituations, LOST, lose, type Shot } from './shot.ts';

const queue = async (page: Page) => {
  await page.getByRole('button', { name: /^Operator:/ }).click();
  await page.getByRole('button', { name: /^Approvals/ }).click();
  await page.getByRole('dialog', { name: 'Approvals' }).waitFor();
};
const menu = (entry: string) => async (page: Page) => {
  await page.getByRole('button', { name: /^Operator:/ }).click();
  await page.getByRole('button', { name: entry }).click();
  await page.getByRole('dialog').waitFor();
};

/** Operators and their approvals. */
export const PEOPLE: readonly Shot[] = [
  ...inSituations(
    {
      approvals: 'approvals',
      'approvals-logged-out': 'approvals-logged-out',
      'approvals-empty': 'approvals-none',
      'approvals-error': 'approvals-error',
      'approvals-loading': 'approvals-loading',
    },
    { panel: 'health', act: queue },
  ),
  {
    name: 'approvals-offline',
    panel: 'health',
    scenario: 'approvals',
    allow: LOST,
    act: async (page, host) => {
      await queue(page);
      await lose(page, host);
    },
  },
  {
    name: 'operator-menu',
    panel: 'health',
    scenario: 'approvals',
    act: async (page) => page.getByRole('button', { name: /^Operator:/ }).click(),
  },
  { name: 'log-in', panel: 'health', scenario: 'approvals', act: menu('Log in as somebody else') },
  { name: 'log-in-nobody', panel: 'health', scenario: 'no-operators', act: menu('Log in') },
  { name: 'add-operator', panel: 'health', scenario: 'approvals', act: menu('Add an operator') },
];
