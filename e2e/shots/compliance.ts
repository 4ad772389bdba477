import type { Page } from '@playwright/test';
import { goBack, inSituations, LOST, lose, type Shot, STATES } from './shot.ts';

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
  {
    name: 'trend-item',
    panel: 'compliance',
    scenario: 'faults',
    act: async (page) => {
      await page.getByText('1 year').click();
      await page.getByLabel('Figure shown over time').selectOption('Hash integrity');
      await page.getByLabel('Component shown over time').selectOption({ index: 1 });
    },
  },
  ...['hash', 'compliance', 'audit', 'dgm', 'governance', 'validations'].map(
    (item): Shot => ({ name: `view-${item}`, panel: 'compliance', scenario: 'faults', item }),
  ),
  ...inSituations(
    {
      violations: 'faults',
      'no-violations': 'healthy',
      'violations-late': 'violations-late',
      'violations-forbidden': 'no-violations-read',
    },
    { panel: 'compliance', item: 'violations' },
  ),
  ...inSituations(
    { violation: 'faults', 'violation-read-only': 'violations-read-only' },
    { panel: 'compliance', item: 'violations.90b8f2e1-map' },
  ),
  { name: 'violation-fixed', panel: 'compliance', scenario: 'faults', item: 'violations.a4d7730c-audit' },
  {
    name: 'violation-assign',
    panel: 'compliance',
    scenario: 'faults',
    item: 'violations.3fa2c1d0-hash',
    act: (page) => page.getByRole('button', { name: 'Assign', exact: true }).click(),
  },
  {
    name: 'violations-past',
    panel: 'compliance',
    scenario: 'faults',
    item: 'violations.71c0e4aa-transparency',
    act: goBack,
  },
  {
    name: 'violations-offline',
    panel: 'compliance',
    scenario: 'faults',
    item: 'violations',
    act: lose,
    allow: LOST,
  },
  ...inSituations(
    {
      log: 'faults',
      'log-empty': 'healthy',
      'log-late': 'violations-late',
      'log-forbidden': 'no-violations-read',
      'log-not-named': 'unknown-parts',
    },
    { panel: 'compliance', item: 'log' },
  ),
  {
    name: 'policy',
    panel: 'compliance',
    scenario: 'faults',
    item: 'violations',
    act: async (page) => {
      await page.getByRole('button', { name: 'Check a policy' }).click();
      await page.getByRole('textbox', { name: 'Policy' }).fill('Skip validation where it is slow.');
      await page.getByRole('button', { name: 'Check', exact: true }).click();
      await page.locator('[data-policy]').waitFor();
    },
  },
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
