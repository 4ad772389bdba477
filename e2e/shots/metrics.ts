import type { Page } from '@playwright/test';
import { goBack, LOST, lose, type Shot, STATES } from './shot.ts';

const editor = (page: Page) => page.locator('[data-promql] .cm-content');

/** Runs an expression and waits for what becomes of it. */
export const ask =
  (expression: string, becomes = '[data-answer-summary]') =>
  async (page: Page) => {
    await editor(page).click();
    await page.keyboard.insertText(expression);
    await page.keyboard.press('Escape');
    await editor(page).click();
    await page.keyboard.press('Control+Enter');
    await page.locator(becomes).first().waitFor();
  };
const asTable = async (page: Page) => {
  await page.locator('label', { hasText: 'Table' }).click();
  await page.getByRole('grid').waitFor();
};
const SLOWEST = 'probe_response_time_ms';

const shot = (name: string, act?: Shot['act'], own: Partial<Shot> = {}): Shot => ({
  ...{ name, panel: 'metrics', scenario: 'healthy' },
  ...(act === undefined ? {} : { act }),
  ...own,
});

export const METRICS: readonly Shot[] = [
  shot('begin', undefined, { scenario: 'faults' }),
  shot('chart', ask(SLOWEST)),
  shot('hover', async (page) => {
    await ask(SLOWEST)(page);
    await page.locator('[data-range-chart] canvas').waitFor();
    const box = await page.locator('[data-range-chart]').boundingBox();
    if (box) await page.mouse.move(box.x + box.width * 0.6, box.y + 80);
    await page.locator('[data-reading]').waitFor();
  }),
  shot('zoomed', async (page) => {
    await ask('pod_memory_working_set_bytes')(page);
    await page.locator('label', { hasText: '7 d' }).click();
    await page.getByText('step 15 min').waitFor();
    await page.locator('[data-range-chart] canvas').waitFor();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: 'Look closer' }).waitFor();
  }),
  shot('table', async (page) => {
    await ask(SLOWEST)(page);
    await asTable(page);
  }),
  shot('completion', async (page) => {
    await editor(page).click();
    await page.keyboard.type('sum(rate(acgs_http_requests_total{');
    await page.locator('.cm-tooltip-autocomplete').waitFor();
  }),
  shot('mistake', async (page) => {
    await editor(page).click();
    await page.keyboard.insertText('sum by (job) (rate(up))');
    await page.locator('[data-mistake]').waitFor();
  }),
  shot('nothing', ask('probe_up == 0', 'text=No series meets this')),
  shot('refused', ask('rate(up)', 'text=This cannot be evaluated')),
  ...STATES.filter(({ name }) => ['loading', 'empty', 'error', 'stale', 'forbidden'].includes(name)).map(
    (state): Shot => ({
      ...state,
      panel: 'metrics',
      act: ask(SLOWEST, '[aria-busy="true"], [data-answer-summary], [data-panel="metrics"] h2'),
    }),
  ),
  shot(
    'offline',
    async (page, host) => {
      await ask(SLOWEST)(page);
      await lose(page, host);
    },
    { allow: LOST },
  ),
  shot('past', async (page) => {
    await ask(SLOWEST)(page);
    await page.keyboard.press('Escape');
    await goBack(page);
    await page.locator('[data-answer-summary]').getByText('before that').waitFor();
  }),
];
