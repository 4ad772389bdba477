import type { Page } from '@playwright/test';
import { z } from 'zod';
import { type AcgsProcess, startAcgs } from './acgs-process.ts';
import { expect, goTo, ready, test } from './fixtures.ts';
import { type PracticeSystem, startPracticeSystem } from './practice-system.ts';

/** The real host on a practice system: what is validated is really looked at. */
test.describe.configure({ mode: 'serial', timeout: 180_000 });

const announced = z.object({ ready: z.literal(true), url: z.string() });
const SOON = { timeout: 90_000 };

let system: PracticeSystem;
let host: AcgsProcess;
let page: Page;

test.beforeAll(async ({ browser }) => {
  system = await startPracticeSystem();
  host = await startAcgs(['serve', '--no-open'], { ACGS_PROFILE: system.profile });
  page = await browser.newPage();
  await page.goto(announced.parse(host.ready).url);
  await ready(page);
  await goTo(page, 'compliance');
});

test.afterAll(async () => {
  await page?.close();
  await host?.stop();
  await system?.stop();
});

const part = (id: string) => page.locator(`[data-part="${id}"]`);

async function validate(mode: string): Promise<void> {
  await page.getByRole('button', { name: 'Validate in another mode' }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${mode}`) }).click();
  await expect(page.getByRole('button', { name: 'Validate now' })).toBeVisible(SOON);
}

test('a first validation finds every component with the right hash, and says how old that is', async () => {
  await page.getByRole('button', { name: 'Validate now' }).click();
  await expect(part('hash')).toHaveAttribute('data-state', 'met', SOON);
  await expect(part('hash')).toContainText(/(\d+) of \1/);
  await expect(page.locator('[data-panel="compliance"] header').first()).toContainText(
    /Checked \d+ s ago, production/,
  );
  await expect(page.locator('[data-trend="score"] [role="img"]')).toHaveAttribute(
    'aria-label',
    /target 95 %/,
  );
});

test('another hash is found in its place, the rail says so, and it is gone when it is mended', async () => {
  await system.fault('hash-mismatch=governance');
  try {
    await validate('Production');
    await expect(part('hash')).toHaveAttribute('data-state', 'missed', SOON);
    await expect(page.locator('[data-verdict="violated"]')).toContainText('Hash integrity');
    await page.keyboard.press('h');
    const governance = page.locator('[data-component="governance"]');
    await expect(governance).toHaveAttribute('data-state', /mismatch|conflict/);
    await governance.getByRole('button', { name: 'Governance' }).click();
    await expect(page.locator('[data-drawer]')).toContainText('instead of');
    await page.keyboard.press('s');
  } finally {
    await system.mend('hash-mismatch=governance');
  }
  await validate('Production');
  await expect(part('hash')).toHaveAttribute('data-state', 'met', SOON);
});

test('a moment of before shows what was known then', async () => {
  await goTo(page, 'compliance', 'validations');
  const violated = page.locator('[data-validation]').filter({ hasText: 'violated' });
  await violated.first().getByRole('button', { name: 'Show as it was' }).click();
  await expect(page.locator('[data-watermark]')).toBeVisible();
  await page.keyboard.press('s');
  await expect(part('hash')).toHaveAttribute('data-state', 'missed', SOON);
});
