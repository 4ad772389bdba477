import type { Page } from '@playwright/test';
import { expect, goTo, openPanel, test } from './fixtures.ts';

const SMALLEST = { width: 1024, height: 700 };

for (const scenario of ['healthy', 'faults', 'stale', 'sandbox']) {
  test(`at 1024×700 nothing scrolls sideways and no name is cut: ${scenario}`, async ({ page, play }) => {
    await page.setViewportSize(SMALLEST);
    const host = await play(scenario);
    await openPanel(page, host, 'health');
    expect(await scrollsSideways(page)).toEqual([]);
    expect(await cutNames(page, '[data-system]')).toEqual([]);

    for (const table of ['pods', 'deployments', 'nodes', 'events', 'configMaps']) {
      await goTo(page, 'cluster', table);
      await page.locator('[data-row]').first().waitFor();
      expect(await scrollsSideways(page), table).toEqual([]);
      if (table !== 'events') expect(await cutNames(page, '[data-row] [data-name]'), table).toEqual([]);
    }
  });
}

test('all namespaces fit as well', async ({ page, play }) => {
  await page.setViewportSize(SMALLEST);
  await openPanel(page, await play('faults'), 'cluster');
  await page.getByRole('button', { name: /^Namespaces:/ }).click();
  await page.getByRole('radio', { name: 'All namespaces' }).check();
  await page.keyboard.press('Escape');
  await page.locator('[data-row^="kube-system"]').first().waitFor();
  expect(await cutNames(page, '[data-row] [data-name], [data-column="status"] span')).toEqual([]);
  expect(await scrollsSideways(page)).toEqual([]);
});

test('the header stays while the rows scroll, and lines up with them', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'cluster');
  const left = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => Math.round(element.getBoundingClientRect().left));
  const header = page.getByRole('columnheader', { name: 'State' });
  const top = await header.evaluate((element) => element.getBoundingClientRect().top);
  expect(await header.evaluate((element) => Math.round(element.getBoundingClientRect().left))).toBe(
    await left('[data-column="status"]'),
  );
  await page.getByRole('grid').evaluate((element) => {
    element.scrollTop = 300;
  });
  expect(await header.evaluate((element) => element.getBoundingClientRect().top)).toBe(top);
});

test('nothing moves when data arrives', async ({ page, play }) => {
  const host = await play('loading');
  await openPanel(page, host, 'cluster', { waitForData: false });
  const place = () =>
    page
      .getByRole('navigation', { name: 'Tables' })
      .evaluate((element) => element.getBoundingClientRect().toJSON());
  const before = await place();
  const { scenarioNamed } = await import('./scenarios/catalog.ts');
  host.stage.play(scenarioNamed('healthy'));
  await page.locator('[data-row]').first().waitFor();
  expect(await place()).toEqual(before);
});

async function scrollsSideways(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => {
        if (element.scrollWidth <= element.clientWidth || element.clientWidth === 0) return false;
        const overflow = getComputedStyle(element).overflowX;
        return element === document.documentElement || overflow === 'auto' || overflow === 'scroll';
      })
      .map((element) => `${element.tagName} ${element.className}`),
  );
}

/** Names whose text does not fit into its box. */
async function cutNames(page: Page, selector: string): Promise<string[]> {
  return page.locator(selector).evaluateAll((elements) =>
    elements
      .flatMap((element) => [element, ...element.querySelectorAll('*')])
      .filter((element) => getComputedStyle(element).textOverflow === 'ellipsis')
      .filter((element) => element.scrollWidth > element.clientWidth)
      .map((element) => element.textContent ?? ''),
  );
}
