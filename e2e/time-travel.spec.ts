import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { z } from 'zod';
import { type AcgsProcess, startAcgs } from './acgs-process.ts';
import { expect, goTo, test } from './fixtures.ts';
import { type PracticeSystem, startPracticeSystem } from './practice-system.ts';

/** The real host on a sandbox with a fault that comes and goes, and then with nothing that answers. */
test.describe.configure({ mode: 'serial', timeout: 120_000 });

const announced = z.object({ ready: z.literal(true), url: z.string() });
const SOON = { timeout: 30_000 };

let system: PracticeSystem | null = null;
let host: AcgsProcess | null = null;
let page: Page;
let data: string;
let copy: string;
let profileName: string;
const moments = { before: '', within: '' };

test.beforeAll(async ({ browser }) => {
  data = await mkdtemp(join(tmpdir(), 'acgs-travel-data-'));
  copy = await mkdtemp(join(tmpdir(), 'acgs-travel-profile-'));
  system = await startPracticeSystem();
  profileName = basename(system.profile);
  await cp(dirname(system.profile), copy, { recursive: true });
  page = await browser.newPage();
  await open(system.profile);
});

test.afterAll(async () => {
  await page?.close();
  await host?.stop();
  await system?.stop();
  await Promise.all([data, copy].map((folder) => rm(folder, { recursive: true, force: true })));
});

async function open(profile: string): Promise<void> {
  host = await startAcgs(['serve', '--no-open'], { ACGS_PROFILE: profile, ACGS_DATA: data });
  await page.goto(announced.parse(host.ready).url);
  await expect(page.locator('html')).toHaveAttribute('data-ready', 'true', SOON);
}

const tile = (id: string): Locator => page.locator(`[data-system="${id}"]`);
const goToMoment = (panel: string, at: string) =>
  page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/${panel}?at=${at}`);

async function look(status: string): Promise<string> {
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(tile('governance')).toHaveAttribute('data-status', status, SOON);
  // The round in which it was written down is over, and the moment is just after it.
  await expect(page.getByRole('button', { name: 'Check now' })).toBeVisible(SOON);
  return new Date().toISOString();
}

test('the board is right at each moment before, within and after a fault', async () => {
  await expect(page.locator('[data-system][data-status="operational"]')).toHaveCount(19, SOON);
  moments.before = await look('operational');
  await system?.fault('service-down=governance');
  moments.within = await look('down');
  await system?.mend('service-down=governance');
  await look('operational');

  await goToMoment('health', moments.within);
  await expect(page.locator('[data-watermark]')).toContainText('recorded');
  await expect(tile('governance')).toHaveAttribute('data-status', 'down');
  await expect(page.locator('[data-system][data-status="down"]')).toHaveCount(1);
  await goToMoment('health', moments.before);
  await expect(page.locator('[data-system][data-status="operational"]')).toHaveCount(19);
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-watermark]')).toHaveCount(0);
  await expect(tile('governance')).toHaveAttribute('data-status', 'operational', SOON);
});

test('with everything dead it opens on what was last known, and the past is still there', async () => {
  await page.goto('about:blank');
  await host?.stop();
  await system?.stop();
  system = null;
  await open(join(copy, profileName));

  await expect(page.locator('[data-system]')).toHaveCount(19);
  await expect(page.locator('[data-system][data-status="operational"]')).toHaveCount(0);
  await goTo(page, 'cluster');
  await expect(page.locator('[data-row]').first()).toBeVisible(SOON);
  await expect(page.locator('[data-notice="stale"]')).toBeVisible();

  await goToMoment('health', moments.within);
  await expect(tile('governance')).toHaveAttribute('data-status', 'down');
  await expect(tile('redis')).toHaveAttribute('data-status', 'operational');
});
