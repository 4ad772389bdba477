import type { Locator, Page } from '@playwright/test';
import { expect, openPanel, test } from './fixtures.ts';
import { scenarioNamed } from './scenarios/catalog.ts';

const names = (page: Page): Promise<string[]> => page.locator('[data-row] [data-name]').allTextContents();

test('what is wrong stands first, and a header changes the order', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'cluster');
  const levels = await page
    .locator('[data-row]')
    .evaluateAll((rows) => rows.slice(0, 5).map((row) => row.getAttribute('data-level')));
  expect(levels).toEqual(['critical', 'critical', 'warning', 'unknown', 'good']);

  await page.getByRole('button', { name: 'Pod', exact: true }).click();
  const ascending = await names(page);
  expect(ascending).toEqual([...ascending].sort());
});

test('what nobody reports comes last whichever way a column is sorted', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'cluster');
  const cpu = page.getByRole('button', { name: 'CPU' });
  for (const direction of ['descending', 'ascending']) {
    await cpu.click();
    await expect(page.getByRole('columnheader', { name: 'CPU' })).toHaveAttribute('aria-sort', direction);
    await expect(page.locator('[data-row]').first()).toHaveAttribute('data-level', 'good');
  }
});

test('text and chips narrow the table, and showing all is one press away', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'cluster');
  await page.getByRole('textbox', { name: 'Filter pods' }).fill('node-1 service');
  await expect(page.locator('[data-panel="cluster"]')).toContainText(/\d+ of 42 shown/);
  for (const row of await page.locator('[data-row]').all()) await expect(row).toContainText('node-1');

  await page.getByRole('button', { name: /^CrashLoopBackOff/ }).click();
  await expect(page.locator('[data-row]')).toHaveCount(1);
  await page.getByRole('textbox', { name: 'Filter pods' }).fill('no such pod');
  await expect(page.getByText('None of the 42 pods matches')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.locator('[data-row]').first()).toBeVisible();
});

test('a rolled deployment shows its new pods, and rows keep their places', async ({ page, play }) => {
  const host = await play('healthy');
  await openPanel(page, host, 'cluster');
  await page.getByRole('textbox', { name: 'Filter pods' }).fill('model-versioning');
  const before = await names(page);
  expect(before).toHaveLength(2);

  host.stage.play(scenarioNamed('rolled'));
  await expect(page.locator(`[data-row$="/${before[0]}"]`)).toHaveCount(0);
  const after = await names(page);
  expect(after).toHaveLength(2);
  expect(after.filter((name) => before.includes(name))).toEqual([]);
});

test('a pod that goes away while its details are open is shown as last seen', async ({ page, play }) => {
  const host = await play('healthy');
  await openPanel(page, host, 'cluster');
  await page.getByRole('textbox', { name: 'Filter pods' }).fill('model-versioning');
  await page.locator('[data-row]').first().click();
  const drawer = page.locator('[data-drawer]');
  await expect(drawer).toContainText('Containers ready');
  await expect(drawer).not.toContainText('It is gone');

  host.stage.play(scenarioNamed('rolled'));
  await expect(drawer).toContainText('It is gone. This is how it was last seen.');
});

test('details lead from a deployment to its pods, their node and back', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'cluster', { item: 'deployments' });
  await page.locator('[data-row$="/gs-service"]').click();
  const drawer = page.locator('[data-drawer]');
  await expect(drawer).toContainText('1 of 3 pods are ready');
  await drawer
    .getByRole('button', { name: /gs-service-.*CrashLoopBackOff/ })
    .first()
    .click();
  await expect(drawer).toContainText('OOMKilled');
  await expect(drawer).toContainText('Back-off restarting failed container');
  await drawer.getByRole('button', { name: /^node-/ }).click();
  await expect(drawer).toContainText('Kubelet');
  await drawer.getByRole('button', { name: 'Close the details' }).click();
  await expect(drawer).toBeHidden();
});

test('all namespaces are shown on request, each row with its own', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'cluster');
  await page.getByRole('button', { name: /^Namespaces:/ }).click();
  await page.getByRole('radio', { name: 'All namespaces' }).check();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-panel="cluster"]')).toContainText('46 pods');
  await page.getByRole('textbox', { name: 'Filter pods' }).fill('kube-system');
  await expect(page.locator('[data-row]')).toHaveCount(3);
});

test('ten thousand pods: only the rows in view exist, and the last is one key away', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('pods-10000'), 'cluster');
  await expect(page.locator('[data-panel="cluster"]')).toContainText('10,000 pods');
  expect(await page.locator('[data-row]').count()).toBeLessThan(80);

  const grid = page.getByRole('grid');
  await expect(grid).toHaveAttribute('aria-rowcount', '10001', { timeout: 30_000 });
  await grid.focus();
  await page.keyboard.press('End');
  await expect(page.locator('[data-active]')).toHaveAttribute('aria-rowindex', '10001');
  await expect(page.locator('[data-active]')).toBeInViewport();
});

test('ten thousand pods on a small screen: keys and the wheel find every place filled', async ({
  page,
  play,
}) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  await openPanel(page, await play('pods-10000'), 'cluster');
  const grid = page.getByRole('grid');
  await expect(grid).toHaveAttribute('aria-rowcount', '10001', { timeout: 30_000 });
  await grid.focus();
  const active = page.locator('[data-active]');
  for (const [key, place] of [
    ['Home', /^2$/],
    ['PageDown', /^\d\d$/],
    ['End', /^10001$/],
    ['PageUp', /^99\d\d$/],
    ['Home', /^2$/],
  ] as const) {
    await page.keyboard.press(key);
    await expect(active).toHaveAttribute('aria-rowindex', place);
    await expect(active).toBeInViewport();
    expect(await missingInView(grid)).toEqual([]);
  }

  await grid.hover();
  for (let turn = 0; turn < 20; turn += 1) {
    await page.mouse.wheel(0, 500);
    expect(await missingInView(grid)).toEqual([]);
  }
});

/** Places in view without a row, once the page has answered what was done to it. */
function missingInView(grid: Locator): Promise<number[]> {
  return grid.evaluate(async (scroller) => {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const rows = [...scroller.querySelectorAll('[data-row]')];
    const heightPx = rows[0]?.clientHeight ?? 0;
    const there = new Set(rows.map((row) => Number(row.getAttribute('aria-rowindex')) - 2));
    const first = Math.floor(scroller.scrollTop / heightPx);
    const last = Math.floor((scroller.scrollTop + scroller.clientHeight - heightPx - 1) / heightPx);
    const places = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    return places.filter((place) => !there.has(place));
  });
}

test('live changes of figures move no row while the order does not depend on them', async ({
  page,
  play,
}) => {
  const host = await play('pods-5000');
  await openPanel(page, host, 'cluster');
  await expect(page.locator('[data-panel="cluster"]')).toContainText('5,000 pods');
  const scroller = page.getByRole('grid');
  await scroller.evaluate((element) => {
    element.scrollTop = 30_000;
  });
  await expect(page.locator('[aria-rowindex="1010"]')).toBeVisible();
  const before = await names(page);
  const cpu = page.locator('[aria-rowindex="1010"] [data-column="cpu"]');
  const figure = await cpu.textContent();
  await expect(async () => {
    host.stage.refresh();
    expect(await cpu.textContent()).not.toBe(figure);
  }).toPass();
  expect(await names(page)).toEqual(before);
  expect(await scroller.evaluate((element) => element.scrollTop)).toBe(30_000);
});
