import type { Page } from '@playwright/test';
import { goBack, press, type Shot, STATES } from './shot.ts';

const logsOf = (row: string) => async (page: Page) => {
  await press(row)(page);
  await page.keyboard.press('l');
  await page.locator('[data-log]').waitFor();
};

async function yamlOf(page: Page): Promise<void> {
  await press('/mlops-production-config')(page);
  await page.keyboard.press('y');
  await page.getByRole('group', { name: /^YAML of/ }).waitFor();
}

/** Edits the config map and waits for the verdict. */
async function edited(page: Page, from: string, to: string): Promise<void> {
  await yamlOf(page);
  await page.getByRole('button', { name: 'Edit' }).click();
  const text = page.getByRole('textbox', { name: /^Text of/ });
  await text.fill((await text.inputValue()).replace(from, to));
  await page.locator('[data-draft]').waitFor();
}

async function choosePods(page: Page): Promise<void> {
  for (const row of [1, 4, 6]) await page.locator('[data-row] [data-mark-cell]').nth(row).click();
}

export const CLUSTER: readonly Shot[] = [
  ...STATES.map((state): Shot => ({ ...state, panel: 'cluster' })),
  { name: 'deployments', panel: 'cluster', scenario: 'faults', item: 'deployments' },
  { name: 'nodes', panel: 'cluster', scenario: 'faults', item: 'nodes' },
  { name: 'nodes-without-usage', panel: 'cluster', scenario: 'no-usage', item: 'nodes' },
  { name: 'events', panel: 'cluster', scenario: 'faults', item: 'events' },
  { name: 'connecting', panel: 'cluster', scenario: 'connecting' },
  { name: 'many', panel: 'cluster', scenario: 'pods-10000' },
  { name: 'pod', panel: 'cluster', scenario: 'faults', act: press('gs-service') },
  { name: 'deployment', panel: 'cluster', scenario: 'faults', item: 'deployments', act: press('gs-service') },
  { name: 'node', panel: 'cluster', scenario: 'faults', item: 'nodes', act: press('node-3') },
  {
    name: 'logs-deployment',
    panel: 'cluster',
    scenario: 'faults',
    item: 'deployments',
    act: logsOf('gs-service'),
  },
  {
    name: 'logs-search',
    panel: 'cluster',
    scenario: 'healthy',
    act: async (page) => {
      await logsOf('gs-service')(page);
      await page.getByRole('button', { name: 'Wrap' }).click();
      await page.getByRole('textbox', { name: 'Search the log' }).fill('constitutional');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
    },
  },
  ...['loading', 'empty', 'error', 'forbidden'].map(
    (state): Shot => ({
      name: `logs-${state}`,
      panel: 'cluster',
      scenario: `logs-${state}`,
      act: logsOf('gs-service'),
    }),
  ),
  { name: 'logs-stale', panel: 'cluster', scenario: 'stale', item: 'deployments', act: logsOf('gs-service') },
  { name: 'config-maps', panel: 'cluster', scenario: 'faults', item: 'configMaps' },
  {
    name: 'config-map',
    panel: 'cluster',
    scenario: 'faults',
    item: 'configMaps',
    act: async (page) => {
      await press('/mlops-production-config')(page);
      await page.getByText('mlops_enabled').last().waitFor();
    },
  },
  { name: 'config-map-yaml', panel: 'cluster', scenario: 'faults', item: 'configMaps', act: yamlOf },
  {
    name: 'config-map-mistake',
    panel: 'cluster',
    scenario: 'faults',
    item: 'configMaps',
    act: (page) => edited(page, 'traffic_percentage: "100"', 'traffic_percentage: 50'),
  },
  {
    name: 'config-map-discard',
    panel: 'cluster',
    scenario: 'healthy',
    item: 'configMaps',
    act: async (page) => {
      await edited(page, '"100"', '"50"');
      await page.getByRole('textbox', { name: /^Text of/ }).press('Escape');
      await page.getByRole('dialog', { name: 'Discard the changes?' }).waitFor();
    },
  },
  {
    name: 'config-map-conflict',
    panel: 'cluster',
    scenario: 'faults',
    item: 'configMaps',
    act: (page) => edited(page, '"100"', '"contested"'),
  },
  {
    name: 'config-map-diff',
    panel: 'cluster',
    scenario: 'faults',
    item: 'configMaps',
    act: async (page) => {
      await edited(page, '"100"', '"50"');
      await page.getByRole('button', { name: 'Compare' }).click();
    },
  },
  {
    name: 'namespaces',
    panel: 'cluster',
    scenario: 'healthy',
    act: async (page) => {
      await page.getByRole('button', { name: /^Namespaces:/ }).click();
      await page.getByRole('checkbox', { name: 'kube-system' }).check();
    },
  },
  { name: 'namespaces-partly-forbidden', panel: 'cluster', scenario: 'partly-forbidden' },
  {
    name: 'contexts',
    panel: 'cluster',
    scenario: 'healthy',
    act: async (page) => {
      await page.getByRole('button', { name: /^Context/ }).click();
      await page.getByRole('menuitem', { name: /^staging/ }).waitFor();
    },
  },
  {
    name: 'other-context',
    panel: 'cluster',
    scenario: 'healthy',
    act: async (page) => {
      await page.getByRole('button', { name: /^Context/ }).click();
      await page.getByRole('menuitem', { name: /^staging/ }).click();
      await page.getByText('This is the context staging.').waitFor();
    },
  },
  {
    name: 'pods-chosen',
    panel: 'cluster',
    scenario: 'healthy',
    act: choosePods,
  },
  {
    name: 'logs-together',
    panel: 'cluster',
    scenario: 'healthy',
    act: async (page) => {
      await choosePods(page);
      await page.getByRole('button', { name: 'Logs together' }).click();
      await page.locator('[data-log]').waitFor();
    },
  },
  {
    name: 'all-namespaces',
    panel: 'cluster',
    scenario: 'faults',
    act: async (page) => {
      await page.getByRole('button', { name: /^Namespaces:/ }).click();
      await page.getByRole('radio', { name: 'All namespaces' }).check();
      await page.keyboard.press('Escape');
      await page.getByText('kube-system').first().waitFor();
    },
  },
  {
    name: 'filtered',
    panel: 'cluster',
    scenario: 'faults',
    act: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('gs-serv');
      await page.getByRole('button', { name: /CrashLoopBackOff/ }).click();
    },
  },
  {
    name: 'nothing-matches',
    panel: 'cluster',
    scenario: 'healthy',
    act: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('no such pod');
    },
  },
  { name: 'past', panel: 'cluster', scenario: 'faults', act: goBack },
];
