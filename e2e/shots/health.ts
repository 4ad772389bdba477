import { expect } from '../fixtures.ts';
import { goBack, type Shot, STATES } from './shot.ts';

/** The board, and what lies over any panel. */
export const HEALTH: readonly Shot[] = [
  ...STATES.map((state): Shot => ({ ...state, panel: 'health' })),
  {
    name: 'palette',
    panel: 'health',
    scenario: 'faults',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await expect(page.getByPlaceholder('Panel, system or act')).toBeVisible();
    },
  },
  {
    name: 'help',
    panel: 'health',
    scenario: 'healthy',
    act: async (page) => {
      await page.keyboard.press('?');
      await expect(page.getByText('Keys and marks')).toBeVisible();
    },
  },
  { name: 'system', panel: 'health', scenario: 'faults', item: 'governance' },
  { name: 'budget', panel: 'health', scenario: 'healthy', item: 'error-budget' },
  { name: 'budget-burning', panel: 'health', scenario: 'faults', item: 'error-budget' },
  { name: 'budget-few', panel: 'health', scenario: 'sandbox', item: 'error-budget' },
  { name: 'budget-stale', panel: 'health', scenario: 'stale', item: 'error-budget' },
  { name: 'budget-empty', panel: 'health', scenario: 'no-requests', item: 'error-budget' },
  { name: 'budget-error', panel: 'health', scenario: 'no-objective', item: 'error-budget' },
  { name: 'budget-loading', panel: 'health', scenario: 'objective-loading', item: 'error-budget' },
  ...['over-time', 'business', 'mlops'].flatMap((view) =>
    ['healthy', 'faults', 'loading'].map(
      (scenario): Shot => ({ name: `${view}-${scenario}`, panel: 'health', scenario, item: view }),
    ),
  ),
  { name: 'bottlenecks', panel: 'health', scenario: 'healthy', item: 'bottlenecks' },
  {
    name: 'bottlenecks-found',
    panel: 'health',
    scenario: 'faults',
    item: 'bottlenecks',
    act: async (page) => page.locator('[data-suspect]').first().click(),
  },
  { name: 'bottlenecks-list', panel: 'health', scenario: 'faults', item: 'bottlenecks' },
  {
    name: 'bottlenecks-looking',
    panel: 'health',
    scenario: 'looking',
    item: 'bottlenecks',
    act: async (page) => {
      await page.keyboard.press('l');
      await expect(page.locator('[data-area-progress="network"][data-done]')).toBeVisible();
    },
  },
  { name: 'baselines', panel: 'health', scenario: 'healthy', item: 'baselines' },
  { name: 'baselines-worse', panel: 'health', scenario: 'faults', item: 'baselines' },
  { name: 'baselines-empty', panel: 'health', scenario: 'no-requests', item: 'baselines' },
  { name: 'baselines-error', panel: 'health', scenario: 'no-objective', item: 'baselines' },
  { name: 'baselines-loading', panel: 'health', scenario: 'objective-loading', item: 'baselines' },
  { name: 'past', panel: 'health', scenario: 'faults', act: goBack },
];
