import { expect } from '../fixtures.ts';
import { goBack, inSituations, type Shot, STATES } from './shot.ts';

const views = (item: string, pictures: Readonly<Record<string, string>>) =>
  inSituations(pictures, { panel: 'health', item });

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
  ...views('error-budget', {
    budget: 'healthy',
    'budget-burning': 'faults',
    'budget-few': 'sandbox',
    'budget-stale': 'stale',
    'budget-empty': 'no-requests',
    'budget-error': 'no-objective',
    'budget-loading': 'objective-loading',
  }),
  ...['over-time', 'business', 'mlops'].flatMap((view) =>
    views(view, {
      [`${view}-healthy`]: 'healthy',
      [`${view}-faults`]: 'faults',
      [`${view}-loading`]: 'loading',
    }),
  ),
  ...views('bottlenecks', { bottlenecks: 'healthy', 'bottlenecks-list': 'faults' }),
  {
    name: 'bottlenecks-found',
    panel: 'health',
    scenario: 'faults',
    item: 'bottlenecks',
    act: async (page) => page.locator('[data-suspect]').first().click(),
  },
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
  ...views('baselines', {
    baselines: 'healthy',
    'baselines-worse': 'faults',
    'baselines-empty': 'no-requests',
    'baselines-error': 'no-objective',
    'baselines-loading': 'objective-loading',
  }),
  { name: 'past', panel: 'health', scenario: 'faults', act: goBack },
];
