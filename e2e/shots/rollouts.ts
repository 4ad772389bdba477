import type { Page } from '@playwright/test';
import { inSituations, LOST, lose, type Shot, STATES } from './shot.ts';

const open = (name: string) => async (page: Page) => {
  await page.getByRole('button', { name }).first().click();
  await page.getByRole('dialog').or(page.locator('[data-act-form]')).first().waitFor();
};
const ofCase = (name: string, id: string): Shot => ({
  ...{ name, panel: 'rollouts', scenario: `rollout-${name}`, item: `${id}-${name}` },
});
const plotted = async (page: Page) => {
  await page.locator('[data-check] canvas').first().waitFor();
};

export const ROLLOUTS: readonly Shot[] = [
  ...STATES.filter(({ name }) => !['sandbox', 'forbidden', 'not-configured'].includes(name)).map(
    (state): Shot => ({ ...state, panel: 'rollouts' }),
  ),
  { name: 'forbidden', panel: 'rollouts', scenario: 'no-rollouts' },
  { ...ofCase('watching', '3f2a9c10'), act: plotted },
  { ...ofCase('inconclusive', '8d41e7b2'), act: plotted },
  { ...ofCase('paused', '51bb02aa'), act: plotted },
  { ...ofCase('unattended', 'c09d7714'), act: plotted },
  { ...ofCase('aborted', '77aa410c'), act: plotted },
  { ...ofCase('completed', '12cd98ef') },
  { ...ofCase('degraded', 'b1f0d2c4') },
  {
    ...{ name: 'rolling-back', panel: 'rollouts', scenario: 'rollout-rollingBack' },
    ...{ item: 'e51a6630-rolling-back', act: plotted },
  },
  {
    ...ofCase('watching', '3f2a9c10'),
    ...{ name: 'rollout-offline', act: lose, allow: LOST },
  },
  { ...ofCase('watching', '3f2a9c10'), name: 'abort', act: open('Abort') },
  { ...ofCase('watching', '3f2a9c10'), name: 'rollout-loading', scenario: 'loading' },
  ...inSituations(
    { start: 'healthy', 'start-sandbox': 'sandbox' },
    {
      ...{ panel: 'rollouts', item: 'start' },
      act: (page) => page.locator('[data-planned="now"]').waitFor(),
    },
  ),
  {
    ...{ name: 'start-wrong', panel: 'rollouts', scenario: 'healthy', item: 'start' },
    act: async (page) => {
      await page.getByLabel('Percentages').fill('10,5,100');
      await page.getByText('is not more than').waitFor();
    },
  },
  ...['as-written', 'more', 'unknown'].map(
    (name): Shot => ({ name: `verified-${name}`, panel: 'rollouts', scenario: `verified-${name}` }),
  ),
  ...['start-plan', 'start-plan-wrong'].map(
    (name): Shot => ({
      ...{ name, panel: 'rollouts', scenario: 'healthy', item: 'start' },
      act: async (page) => {
        await page.getByText('Plan with checks of your own').click();
        if (name === 'start-plan') await page.getByText('Not operational: MLOps Manager').first().waitFor();
        else {
          await page
            .getByLabel('Plan', { exact: true })
            .fill('apiVersion: acgs.dev/rollout/v1\n\nchekcs: []\n');
          await page.getByText('did you mean checks').waitFor();
        }
      },
    }),
  ),
  ...['waiting', 'aborted', 'promoted'].map(
    (name): Shot => ({ name: `traffic-${name}`, panel: 'rollouts', scenario: `traffic-${name}` }),
  ),
  {
    ...{ name: 'traffic-abort', panel: 'rollouts', scenario: 'traffic-waiting' },
    act: async (page) => {
      await page.locator('[data-order="abort"]').getByRole('button').click();
      await page.getByRole('dialog').locator('[data-diff]').waitFor();
    },
  },
  ...inSituations(
    {
      configuration: 'healthy',
      'configuration-drift': 'faults',
      'configuration-loading': 'loading',
      'configuration-error': 'error',
      'configuration-stale': 'stale',
      'configuration-partly': 'configuration-partly',
      'configuration-empty': 'empty',
    },
    { panel: 'rollouts', item: 'configuration' },
  ),
  {
    ...{ name: 'configuration-edit', panel: 'rollouts', scenario: 'faults', item: 'configuration' },
    act: async (page) => {
      await page.getByRole('button', { name: 'Change performance_targets.response_time_ms' }).click();
      await page.locator('[data-previewed]').waitFor();
    },
  },
  {
    ...{ name: 'configuration-offline', panel: 'rollouts', scenario: 'healthy', item: 'configuration' },
    ...{ act: lose, allow: LOST },
  },
  { name: 'emergency', panel: 'rollouts', scenario: 'healthy', act: open('Emergency rollback') },
  { name: 'gradual', panel: 'rollouts', scenario: 'healthy', act: open('Gradual rollback') },
];
