import type { Page } from '@playwright/test';
import { press, type Shot } from './shot.ts';

/** Opens the dialog that scales gs-service. */
const scale = (replicas: string) => async (page: Page) => {
  await press('gs-service')(page);
  await page.getByRole('textbox', { name: 'Pods wanted' }).fill(replicas);
  await page.getByRole('button', { name: `Scale to ${replicas}` }).click();
  await page.getByRole('dialog').waitFor();
};

const agree = async (page: Page) => {
  await scale('5')(page);
  await page.getByRole('textbox', { name: /Type acgs-production/ }).fill('acgs-production');
  await page.getByRole('dialog').getByRole('button', { name: 'Scale to 5' }).click();
  await page.locator('[data-operation]:not([data-operation="asking"])').waitFor();
};

const inDialog = (name: string, act: (page: Page) => Promise<void>): Shot => ({
  name: `operation-${name}`,
  panel: 'cluster',
  scenario: `operation-${name}`,
  item: 'deployments',
  act,
});

/** The dialog of an operation in each of its states, and what leads to it. */
export const OPERATIONS: readonly Shot[] = [
  inDialog('not-allowed', press('gs-service')),
  ...['loading', 'lacking', 'nothing'].map((name) => inDialog(name, scale('5'))),
  ...['approval-missing', 'approval-pending', 'approval-rejected', 'approved', 'logged-out'].map((name) =>
    inDialog(name, scale('0')),
  ),
  ...['running', 'seen', 'missed', 'unseen', 'conflict', 'refused', 'unknown'].map((name) =>
    inDialog(name, agree),
  ),
  { name: 'operation-asked', panel: 'cluster', scenario: 'healthy', item: 'deployments', act: scale('5') },
  {
    name: 'operation-calls',
    panel: 'cluster',
    scenario: 'sandbox',
    item: 'deployments',
    act: async (page) => {
      await press('gs-service')(page);
      await page.getByRole('button', { name: 'Restart' }).click();
      await page.getByText('The exact call').click();
    },
  },
  {
    name: 'operation-background',
    panel: 'cluster',
    scenario: 'operation-running',
    item: 'deployments',
    act: async (page) => {
      await agree(page);
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'history',
    panel: 'cluster',
    scenario: 'healthy',
    item: 'deployments',
    act: async (page) => {
      await press('gs-service')(page);
      await page.keyboard.press('h');
      await page.getByRole('button', { name: 'What would change' }).first().click();
    },
  },
  {
    name: 'object-yaml',
    panel: 'cluster',
    scenario: 'healthy',
    item: 'deployments',
    act: async (page) => {
      await press('gs-service')(page);
      await page.keyboard.press('y');
      await page.getByText('apiVersion').waitFor();
    },
  },
  {
    name: 'deployment-stale',
    panel: 'cluster',
    scenario: 'stale',
    item: 'deployments',
    act: press('gs-service'),
  },
];
