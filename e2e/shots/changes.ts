import type { Page } from '@playwright/test';
import type { Shot } from './shot.ts';

const dialog = async (page: Page) => {
  await page.getByRole('button', { name: /^Operator:/ }).click();
  await page.getByRole('button', { name: /^Changes under way/ }).click();
  await page.getByRole('dialog', { name: 'Changes under way' }).waitFor();
};

/** What is under way, what holds others up, and what was cut short. */
export const CHANGES: readonly Shot[] = [
  { name: 'changes', panel: 'health', scenario: 'changes', act: dialog },
  { name: 'changes-none', panel: 'health', scenario: 'approvals-none', act: dialog },
  { name: 'changes-banner', panel: 'cluster', scenario: 'changes' },
  {
    name: 'changes-breaking',
    panel: 'health',
    scenario: 'changes',
    act: async (page) => {
      await dialog(page);
      await page.getByRole('button', { name: 'Break the lock…' }).first().click();
    },
  },
];
