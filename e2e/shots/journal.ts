import type { Page } from '@playwright/test';
import { type Shot, STATES } from './shot.ts';

const entryWith = (words: string, kind: string, tab?: string) => async (page: Page) => {
  await page.getByRole('textbox', { name: 'Search the journal' }).fill(words);
  await page.getByText(/\d found/).waitFor();
  await page.locator('[data-row]', { hasText: kind }).first().click();
  await page.locator('[data-drawer] dl').first().waitFor();
  if (tab !== undefined) await page.locator('[data-drawer]').getByRole('button', { name: tab }).click();
  if (tab === 'Proof') await page.locator('[data-proof]').waitFor();
};

export const JOURNAL: readonly Shot[] = [
  ...STATES.filter(({ name }) => !['stale', 'forbidden', 'not-configured'].includes(name)).map(
    (state): Shot => ({ ...state, panel: 'journal' }),
  ),
  { name: 'indexing', panel: 'journal', scenario: 'indexing' },
  {
    name: 'entry',
    panel: 'journal',
    scenario: 'healthy',
    act: entryWith('compliance_threshold', 'operation.intent'),
  },
  {
    name: 'proof',
    panel: 'journal',
    scenario: 'healthy',
    act: entryWith('compliance_threshold', 'operation.intent', 'Proof'),
  },
  {
    name: 'json',
    panel: 'journal',
    scenario: 'healthy',
    act: entryWith('compliance_threshold', 'operation.intent', 'JSON'),
  },
  { name: 'glass', panel: 'journal', scenario: 'healthy', act: entryWith('glass', 'glass') },
  {
    name: 'verified',
    panel: 'journal',
    scenario: 'healthy',
    act: async (page) => {
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.locator('[data-verdict]').waitFor();
    },
  },
  {
    name: 'filtered',
    panel: 'journal',
    scenario: 'healthy',
    act: async (page) => {
      await page.getByRole('button', { name: 'To look at' }).click();
      await page.getByRole('button', { name: 'Kind' }).click();
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'nothing-found',
    panel: 'journal',
    scenario: 'healthy',
    act: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('no such thing');
      await page.getByText('No entry matches').waitFor();
    },
  },
  {
    name: 'export',
    panel: 'journal',
    scenario: 'healthy',
    act: async (page) => {
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'keys',
    panel: 'journal',
    scenario: 'healthy',
    act: async (page) => {
      await page.getByRole('button', { name: 'Keys', exact: true }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'imported',
    panel: 'journal',
    scenario: 'healthy',
    act: async (page) => {
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Export' }).click();
      const bundle = await (await saved).path();
      await page.keyboard.press('Escape');
      await page.locator('[data-bundle]').setInputFiles(bundle);
      await page.getByText('not this control center').waitFor();
    },
  },
];
