import type { Page } from '@playwright/test';
import { startAcgs } from './acgs-process.ts';
import { expect, goTo, openPanel, ready, test } from './fixtures.ts';
import { LOST, lose } from './shots/shot.ts';

const editor = (page: Page) => page.locator('[data-promql] .cm-content');
const chart = (page: Page) => page.locator('[data-range-chart]');
const summary = (page: Page) => page.locator('[data-answer-summary]');
const panel = (page: Page) => page.locator('[data-panel="metrics"]');
const mistake = (page: Page) => page.locator('[data-mistake]');
const offered = (page: Page) => page.locator('.cm-tooltip-autocomplete li');

async function write(page: Page, expression: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(expression);
}

async function ask(page: Page, expression: string): Promise<void> {
  await write(page, expression);
  await page.keyboard.press('Control+Enter');
}

/** What the chart shows, epoch milliseconds. */
async function shown(page: Page): Promise<[from: number, to: number]> {
  const [from = 0, to = 0] = ((await chart(page).getAttribute('data-window')) ?? '').split(' ').map(Number);
  return [from, to];
}

async function drawn(page: Page): Promise<void> {
  await chart(page).locator('canvas').waitFor();
}

test('an expression is written with keys alone: completed, run, and left', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'health');
  await page.keyboard.press('Control+6');
  await panel(page).waitFor();
  await page.keyboard.press('/');
  await expect(editor(page)).toBeFocused();

  await page.keyboard.type('probe_resp');
  await expect(offered(page).first()).toContainText('probe_response_time_ms');
  await page.keyboard.press('Enter');
  await expect(editor(page)).toHaveText('probe_response_time_ms');
  await page.keyboard.type('{');
  await expect(offered(page).first()).toHaveText('system');
  await page.keyboard.press('Enter');
  await page.keyboard.type('="gov');
  await expect(offered(page).first()).toHaveText('governance');
  await page.keyboard.press('Escape');
  await expect(offered(page)).toHaveCount(0);
  await expect(editor(page)).toBeFocused();
  await page.keyboard.type('ernance');
  await page.keyboard.press('Escape');
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('* 2');
  await page.keyboard.press('Enter');

  await expect(summary(page)).toContainText(
    /1 series, recorded here, newest sample \d+ s ago; asked \d+ s ago/,
  );
  await expect(page.locator('[data-promql] .cm-line')).toHaveText([
    'probe_response_time_ms{system="governance"}',
    '* 2',
  ]);
  await page.keyboard.press('Escape');
  await expect(editor(page)).not.toBeFocused();
  await page.keyboard.press('b');
  await expect(page.getByRole('grid', { name: 'Series' })).toContainText('governance');
});

test('what is wrong is underlined, with a sentence and its column, in the words of the engine', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('healthy'), 'metrics');
  await write(page, 'sum(rate(up))');
  await expect(mistake(page)).toHaveText(
    'Column 10: expected type range vector in call to function "rate", got instant vector',
  );
  await expect(page.locator('.cm-lintRange-error')).toHaveText('up');
  await write(page, 'histogram_avg(up)');
  await expect(mistake(page)).toContainText('histogram_avg');
  await write(page, 'sum(up)');
  await expect(mistake(page)).toHaveCount(0);
  await ask(page, 'sum(');
  await expect(panel(page)).toContainText('This cannot be evaluated');
  await expect(panel(page)).toContainText('unclosed left parenthesis');
});

test('a chart says what each line is, is zoomed and moved with keys, and is asked again in detail', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('healthy'), 'metrics');
  await ask(page, 'pod_memory_working_set_bytes');
  await drawn(page);
  await expect(panel(page)).toContainText('16 of 24 series are drawn, those with the greatest values');
  await expect(panel(page)).toContainText('in bytes');
  await page.locator('label', { hasText: '7 d' }).click();
  await expect(panel(page)).toContainText('step 15 min');
  await expect.poll(async () => (await shown(page)).reduce((from, to) => to - from)).toBe(7 * 86_400_000);

  await chart(page).focus();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await expect
    .poll(async () => (await shown(page)).reduce((from, to) => to - from))
    .toBe((7 * 86_400_000) / 4);
  const [from] = await shown(page);
  await page.keyboard.press('PageUp');
  await expect.poll(async () => (await shown(page))[0]).toBeLessThan(from);
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await expect(chart(page)).toHaveAttribute('aria-valuetext', /\d\d:\d\d:\d\d CET: \{pod=".+"\} [\d,.]+; /);
  await expect(page.locator('[data-reading]')).toContainText(/CE?S?T/);

  await page.getByRole('button', { name: 'Look closer, every 5 min' }).click();
  await expect(panel(page)).toContainText('a value every 5 min');
  await page.getByRole('button', { name: 'Back to the whole range' }).click();
  await expect(panel(page)).toContainText('a value every 15 min');

  const legend = page.getByRole('button', { name: /ec-service-0/ });
  await legend.click();
  await expect(legend).toHaveAttribute('aria-pressed', 'false');
  await expect(chart(page)).toHaveAttribute('aria-label', /^15 of 24 lines over time, between/);
});

test('a chart is dragged and wheeled, and a double click shows all of it', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'metrics');
  await ask(page, 'probe_response_time_ms');
  await drawn(page);
  const whole = await shown(page);
  const box = await chart(page).boundingBox();
  if (!box) throw new Error('The chart has no box.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.wheel(0, -300);
  await page.mouse.wheel(0, -300);
  await expect.poll(async () => (await shown(page))[0]).toBeGreaterThan(whole[0]);
  const zoomed = await shown(page);
  await page.mouse.down();
  await page.mouse.move(x + 150, y, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => (await shown(page))[0]).toBeLessThan(zoomed[0]);
  const moved = await shown(page);
  expect(moved[1] - moved[0]).toBeCloseTo(zoomed[1] - zoomed[0], -1);
  await page.mouse.dblclick(x, y);
  await expect.poll(() => shown(page)).toEqual(whole);
});

test('the table sorts, and a row leads to its own chart', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'metrics');
  await ask(page, 'probe_response_time_ms');
  await page.locator('label', { hasText: 'Table' }).click();
  const grid = page.getByRole('grid', { name: 'Series' });
  await expect(grid.locator('[data-row]')).toHaveCount(14);
  await expect(grid.locator('[data-row]').first()).toContainText(/\d\d:\d\d:\d\d\d+ s$/);
  await grid.getByRole('button', { name: 'system' }).click();
  const first = grid.locator('[data-row] [data-column="label system"]');
  await expect.poll(async () => (await first.allTextContents()).toSorted()[0]).toBe('artifact-storage');
  await grid.getByText('governance').click();
  await expect(editor(page)).toHaveText('probe_response_time_ms{system="governance"}');
  await expect(chart(page)).toHaveAttribute('aria-label', /^1 line over time/);
});

test('what was asked is in the address, is remembered here, and is copied as CSV', async ({
  page,
  play,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openPanel(page, await play('healthy'), 'metrics');
  await ask(page, 'up{job="governance"}');
  await expect(summary(page)).toContainText('1 series');
  await ask(page, 'topk(5, probe_response_time_ms)');
  await expect(summary(page)).toContainText(/^[2-9] series/);
  await page.goBack();
  await expect(editor(page)).toHaveText('up{job="governance"}');
  await page.locator('label', { hasText: 'Table' }).click();
  await page.getByRole('grid', { name: 'Series' }).waitFor();
  await page.getByRole('button', { name: 'Copy as CSV' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /^__name__,instance,job,time,value\r\nup,governance:8000,governance,\d{4}-.+Z,1\r\n$/,
  );
  await page.getByRole('button', { name: 'Before' }).click();
  await page.getByRole('menuitem', { name: 'topk(5, probe_response_time_ms)' }).click();
  await expect(editor(page)).toHaveText('topk(5, probe_response_time_ms)');
});

test('a rule and a chart elsewhere are looked at, and a comparison that nothing meets shows what it compares', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('faults'), 'alerts');
  await page.getByRole('button', { name: 'Rules' }).click();
  await page.getByRole('button', { name: 'Look at what ServiceDown asks' }).click();
  await expect(panel(page)).toContainText('No series meets this in this time');
  await page.getByRole('button', { name: 'Show what is compared' }).click();
  await expect(editor(page)).toContainText('probe_up{system!~');
  await expect(editor(page)).not.toContainText('==');
  await expect(summary(page)).toContainText('14 series');
  await goTo(page, 'health');
  await page.getByRole('button', { name: 'Look closer' }).click();
  await expect(editor(page)).toHaveText('target{target="response-time"}');
});

test('a question that is not answered is cancelled', async ({ page, play }) => {
  const host = await play('healthy');
  await openPanel(page, host, 'metrics');
  await expect(panel(page)).toContainText('What the rules ask');
  const { scenarioNamed } = await import('./scenarios/catalog.ts');
  host.stage.play({ ...scenarioNamed('healthy'), metrics: scenarioNamed('loading').metrics });
  await ask(page, 'up');
  await expect(panel(page).locator('[aria-busy="true"]')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel(page)).toContainText('Cancelled');
  host.stage.play(scenarioNamed('healthy'));
  await page.getByRole('button', { name: 'Run again' }).click();
  await expect(summary(page)).toContainText('14 series');
});

test('without a connection the answer stays, greyed, and is asked again when it is back', async ({
  page,
  play,
  complaints,
}) => {
  complaints.allow(LOST);
  const host = await play('healthy');
  await openPanel(page, host, 'metrics');
  await ask(page, 'up');
  await expect(summary(page)).toContainText('14 series');
  await lose(page, host);
  await expect(summary(page)).toContainText('as last seen, offline');
  await expect(page.locator('[data-panel="metrics"] [data-greyed]')).toBeVisible();
  host.comeBack();
  await expect(summary(page)).not.toContainText('offline');
});

test('a moment of the past is asked for as it was', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'metrics');
  await ask(page, 'up');
  await drawn(page);
  const [, now] = await shown(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await page.getByRole('button', { name: 'Previous change' }).click();
  await expect(page.locator('[data-watermark]')).toBeVisible();
  await expect(summary(page)).toContainText('before that');
  await expect.poll(async () => (await shown(page))[1]).toBeLessThan(now);
  await expect(panel(page)).toContainText('until the moment shown');
});

test('the real host answers with what it has measured of a practice production', async ({ page }) => {
  test.setTimeout(120_000);
  const host = await startAcgs(['serve', '--sandbox', '--no-open']);
  try {
    const { url } = host.ready as { url: string };
    await page.goto(url);
    await ready(page);
    await expect(page.locator('[data-system][data-status="operational"]')).toHaveCount(19, {
      timeout: 30_000,
    });
    await goTo(page, 'metrics');
    await expect(panel(page)).toContainText('What the rules ask');
    await editor(page).click();
    await page.keyboard.type('probe_resp');
    await expect(offered(page).first()).toContainText('probe_response_time_ms');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect(summary(page)).toContainText(/1[4-9] series, recorded here.*, newest sample \d+ s ago/);
    await drawn(page);
    await page.locator('label', { hasText: 'Table' }).click();
    await expect(page.getByRole('grid', { name: 'Series' })).toContainText('governance');
    await ask(page, 'count(probe_up == 1)');
    await expect(page.getByRole('grid', { name: 'Series' })).toContainText('19');
    await write(page, 'limitk(1, up)');
    await expect(mistake(page)).toContainText('limitk() is experimental');
  } finally {
    await page.close();
    expect(await host.stop()).toBe(0);
  }
});
