import type { Page } from '@playwright/test';
import { goBack, type Shot, STATES } from './shot.ts';

const tab = (name: string) => async (page: Page) => {
  await page.getByRole('button', { name }).click();
};
const open = async (page: Page) => {
  await page.locator('[data-alert]').first().click();
  await page.locator('[data-drawer]').getByText('Samples behind it').waitFor();
};

export const ALERTS: readonly Shot[] = [
  ...STATES.filter(({ name }) => !['forbidden', 'not-configured'].includes(name)).map(
    (state): Shot => ({ ...state, panel: 'alerts' }),
  ),
  { name: 'open', panel: 'alerts', scenario: 'faults', act: open },
  { name: 'outage', panel: 'alerts', scenario: 'outage' },
  { name: 'rules', panel: 'alerts', scenario: 'faults', act: tab('Rules') },
  { name: 'silences', panel: 'alerts', scenario: 'faults', act: tab('Silences') },
  { name: 'log', panel: 'alerts', scenario: 'faults', act: tab('Log of the day') },
  { name: 'elsewhere', panel: 'alerts', scenario: 'faults', act: tab('Elsewhere') },
  {
    name: 'silence',
    panel: 'alerts',
    scenario: 'faults',
    act: async (page) => {
      await open(page);
      await page.getByRole('button', { name: 'Silence', exact: true }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'past', panel: 'alerts', scenario: 'faults', act: goBack },
];
