import type { Locator, Page } from '@playwright/test';
import { expect, openPanel, test } from './fixtures.ts';

const grid = (page: Page): Locator => page.getByRole('grid');
const active = (page: Page): Locator => page.locator('[data-active]');

test('Ctrl and a digit change the panel, Ctrl+K finds one by name', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'health');
  await page.keyboard.press('Control+2');
  await expect(page.locator('[data-panel="cluster"]')).toBeVisible();
  await page.keyboard.press('Control+1');
  await expect(page.locator('[data-panel="health"]')).toBeVisible();

  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Panel, system or act').fill('clust');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'Pods' })).toBeVisible();

  // What a panel offers is found while it is shown.
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Panel, system or act').fill('cluster: nodes');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'Nodes' })).toBeVisible();
});

test('? lists the keys and Escape closes them', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'cluster');
  await page.keyboard.press('?');
  const help = page.getByRole('dialog');
  await expect(help).toContainText('Keys and marks');
  await expect(help).toContainText('Filter the table');
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
});

test('every stop of Tab is visible and named, and the first leads past the frame', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'cluster');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Skip to the panel' })).toBeFocused();

  const stops: string[] = [];
  for (let count = 0; count < 60; count += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const box = element.getBoundingClientRect();
      return {
        name: element.getAttribute('aria-label') ?? element.textContent ?? '',
        visible: box.width > 0 && box.height > 0,
        outlined:
          getComputedStyle(element).outlineStyle !== 'none' || element.closest(':focus-within') !== null,
      };
    });
    if (stop === null) break;
    expect(stop.visible, `${stop.name} is visible`).toBe(true);
    expect(stop.outlined, `${stop.name} shows its focus`).toBe(true);
    expect(stop.name.trim()).not.toBe('');
    stops.push(stop.name.trim());
  }
  const order = ['Deployments', 'Namespaces:', 'Filter pods', 'CrashLoopBackOff', 'Pods'];
  const places = order.map((name) => stops.findIndex((stop, index) => index > 3 && stop.startsWith(name)));
  expect(places).not.toContain(-1);
  expect(places.slice(0, 4)).toEqual([...places.slice(0, 4)].sort((a, b) => a - b));
});

test('the table is moved through, opened and left with keys alone', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'cluster');
  await page.locator('[data-row]').first().waitFor();
  await page.keyboard.press('/');
  await expect(page.getByRole('textbox', { name: 'Filter pods' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(grid(page)).toBeFocused();
  await expect(active(page)).toHaveAttribute('aria-rowindex', '2');

  await page.keyboard.press('ArrowDown');
  await expect(active(page)).toHaveAttribute('aria-rowindex', '3');
  await page.keyboard.press('End');
  await expect(active(page)).toHaveAttribute('aria-rowindex', '43');
  await expect(active(page)).toBeInViewport();
  await page.keyboard.press('PageUp');
  await expect(active(page)).toBeInViewport();
  await page.keyboard.press('Home');
  await expect(active(page)).toHaveAttribute('aria-rowindex', '2');

  await page.keyboard.press('Enter');
  const drawer = page.locator('[data-drawer]');
  await expect(drawer).toContainText('ran out of memory');
  const first = await drawer.getByRole('heading', { level: 2 }).textContent();
  await page.keyboard.press('ArrowDown');
  await expect(drawer.getByRole('heading', { level: 2 })).not.toHaveText(first ?? '');

  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(grid(page)).toBeFocused();
});

test('assistive technology is told the active row, the size and the order of the table', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('faults'), 'cluster');
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '43');
  await grid(page).focus();
  await page.keyboard.press('End');
  const id = await grid(page).getAttribute('aria-activedescendant');
  expect(id).not.toBeNull();
  await expect(page.locator(`[id="${id}"]`)).toHaveAttribute('aria-rowindex', '43');

  const restarts = page.getByRole('columnheader', { name: 'Restarts' });
  await expect(restarts).toHaveAttribute('aria-sort', 'none');
  await restarts.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(restarts).toHaveAttribute('aria-sort', 'descending');
  await page.keyboard.press('Enter');
  await expect(restarts).toHaveAttribute('aria-sort', 'ascending');
});

test('the board is walked with arrows and a system opened with Enter', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'health');
  await page.locator('[data-system="authentication"]').focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[data-system="constitutional-ai"]')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('Constitutional AI');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});
