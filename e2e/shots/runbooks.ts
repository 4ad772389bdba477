import type { Page } from '@playwright/test';
import { RUN_CASES } from '../scenarios/runbook-runs.ts';
import { inSituations, LOST, lose, type Shot } from './shot.ts';

const openRun = (id: string) => async (page: Page) => {
  await page.keyboard.press('r');
  await page.locator(`[data-run-row="${id}"] button`).click();
  await page.locator('[data-run]').waitFor();
};

const openBook = (id: string) => async (page: Page) => {
  await page.keyboard.press('c');
  await page.locator(`[data-runbook="${id}"]`).click();
  await page.locator('[data-dock="runbook"] h2').waitFor();
};

const openCalendar = (page: Page) => page.keyboard.press('d');

/** The catalogue, a runbook before it is run, and a run at each place where it needs somebody. */
export const RUNBOOKS: readonly Shot[] = [
  { name: 'catalogue', panel: 'runbooks', scenario: 'healthy' },
  { name: 'start', panel: 'runbooks', scenario: 'healthy', act: openBook('performance-degradation') },
  {
    name: 'dry-run',
    panel: 'runbooks',
    scenario: 'healthy',
    async act(page) {
      await openBook('service-down')(page);
      await page.locator('[name="service"]').selectOption('governance');
      await page.getByRole('button', { name: 'Dry run' }).click();
      await page.locator('[data-dry-run="over"]').waitFor();
    },
  },
  {
    name: 'not-available',
    panel: 'runbooks',
    scenario: 'healthy',
    act: openBook('constitutional-compliance'),
  },
  { name: 'no-runs', panel: 'runbooks', scenario: 'healthy', act: (page) => page.keyboard.press('r') },
  ...inSituations(
    {
      calendar: 'calendar',
      'calendar-read-only': 'calendar-read-only',
      'calendar-forbidden': 'calendar-forbidden',
      'calendar-empty': 'healthy',
      'calendar-loading': 'loading',
      'calendar-error': 'error',
    },
    { panel: 'runbooks', act: openCalendar },
  ),
  {
    name: 'calendar-skip',
    panel: 'runbooks',
    scenario: 'calendar',
    async act(page) {
      await openCalendar(page);
      await page.getByRole('button', { name: 'Skip Daily Operations' }).click();
    },
  },
  {
    name: 'calendar-offline',
    panel: 'runbooks',
    scenario: 'calendar',
    allow: LOST,
    async act(page, host) {
      await openCalendar(page);
      await page.locator('[data-calendar-row]').first().waitFor();
      await lose(page, host);
    },
  },
  ...inSituations({ loading: 'loading', error: 'error' }, { panel: 'runbooks' }),
  ...Object.entries(RUN_CASES).map(
    ([kind, { id }]): Shot => ({
      name: `run-${kind}`,
      panel: 'runbooks',
      scenario: `run-${kind}`,
      act: openRun(id),
    }),
  ),
];
