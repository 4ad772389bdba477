import type { Page } from '@playwright/test';
import { goBack, type Shot, STATES } from './shot.ts';

const openItem = (id: string) => async (page: Page) => {
  await page.locator(`[data-opens="${id}"]`).click();
  await page.locator('[data-drawer]').waitFor();
};

export const COMPLIANCE: readonly Shot[] = [
  ...STATES.filter(({ name }) => !['sandbox', 'forbidden', 'not-configured'].includes(name)).map(
    (state): Shot => ({ ...state, panel: 'compliance' }),
  ),
  { name: 'forbidden', panel: 'compliance', scenario: 'no-compliance' },
  { name: 'unknown-parts', panel: 'compliance', scenario: 'unknown-parts' },
  {
    name: 'year',
    panel: 'compliance',
    scenario: 'faults',
    act: (page) => page.getByText('1 year').click(),
  },
  ...['hash', 'compliance', 'audit', 'dgm', 'governance', 'validations'].map(
    (item): Shot => ({ name: `view-${item}`, panel: 'compliance', scenario: 'faults', item }),
  ),
  {
    name: 'evidence',
    panel: 'compliance',
    scenario: 'faults',
    item: 'hash',
    act: openItem('governance'),
  },
  { name: 'no-audit', panel: 'compliance', scenario: 'unknown-parts', item: 'audit' },
  {
    name: 'validating',
    panel: 'compliance',
    scenario: 'empty',
    act: async (page) => {
      await page.getByRole('button', { name: 'Validate now' }).click();
      await page.getByText('2 of 5 parts').waitFor();
    },
  },
  {
    name: 'modes',
    panel: 'compliance',
    scenario: 'healthy',
    act: (page) => page.getByRole('button', { name: 'Validate in another mode' }).click(),
  },
  { name: 'past', panel: 'compliance', scenario: 'faults', act: goBack },
];
