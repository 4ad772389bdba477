import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, settled } from './fixtures.ts';

/** Breaks no rule of axe, once it is settled: the page, or what is `within` a selector. `what` is said where it does. */
export async function expectAccessible(
  page: Page,
  { within, what }: { within?: string; what?: string } = {},
): Promise<void> {
  await settled(page);
  const axe = new AxeBuilder({ page });
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
  const broken = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
  );
  expect(broken, what).toEqual([]);
}

/** The same in the dark theme and in the light one, without opening the page anew. */
export async function expectAccessibleInBothThemes(
  page: Page,
  options: { within?: string } = {},
): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    await expectAccessible(page, { ...options, what: colorScheme });
  }
}
