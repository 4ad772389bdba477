import type { Page } from '@playwright/test';
import { z } from 'zod';
import { type AcgsProcess, runAcgs, startAcgs } from './acgs-process.ts';
import { dock, SOON } from './dock.ts';
import { expect, goTo, test } from './fixtures.ts';
import { type OwnRunbooks, ownRunbooks } from './own-runbooks.ts';
import { type PracticeSystem, startPracticeSystem } from './practice-system.ts';

/** What takes minutes in life, with two hosts on the same data whose clocks run twenty times as fast. */
test.describe.configure({ mode: 'serial', timeout: 180_000 });

const announced = z.object({ url: z.string() });
const entries = z.object({ items: z.array(z.object({ summary: z.string() })) });

const BOOK = `apiVersion: acgs.dev/runbook/v1
id: every-minute
title: Look every minute
summary: Looks at one service.
steps:
  - { id: look, title: Look, action: health.service, with: { system: governance, require: false }, timeout: 1h }
`;

let system: PracticeSystem;
let own: OwnRunbooks;
const hosts: AcgsProcess[] = [];
let page: Page;

test.beforeAll(async ({ browser }) => {
  system = await startPracticeSystem();
  own = await ownRunbooks(system, [BOOK], {
    calendar: [{ runbook: 'every-minute', at: '* * * * *' }],
    // Looked at when it is asked for: twenty times the probes would be felt by everything else.
    probes: { intervalSeconds: 1800, timeoutSeconds: 60 },
  });
  const serve = ['serve', '--profile', own.profile, '--no-open', '--time-scale', '20'];
  // The second one opens a store that is there already.
  for (const _ of [1, 2]) hosts.push(await startAcgs(serve, { ACGS_DATA: own.data }));
  page = await browser.newPage();
  await page.goto(announced.parse(hosts[0]?.ready).url);
  // Fast clocks make for slow starts.
  await expect(page.locator('html')).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
});

test.afterAll(async () => {
  await page?.close();
  await Promise.all(hosts.map((host) => host.stop()));
  await system?.stop();
  await own?.remove();
});

test('from an alert that fires to its procedure with the service filled in: two clicks', async () => {
  await system.fault('service-down=governance');
  try {
    await page.getByRole('button', { name: 'Check now' }).click();
    await expect(page.locator('[data-system="governance"]')).toHaveAttribute('data-status', 'down', SOON);
    await goTo(page, 'alerts');
    const alert = page.locator('[data-alert]', { hasText: /governance is down/i }).first();
    await alert.click(SOON);
    await page.getByRole('button', { name: 'Start runbook' }).click();
  } finally {
    await system.mend('service-down=governance');
  }
  await expect(page.locator('[data-dock="runbook"] h2')).toHaveText('Service Down Alert', SOON);
  await expect(dock(page).getByLabel('The service that is down')).toHaveValue('governance');
  await expect(dock(page).getByRole('button', { name: 'Start' })).toBeEnabled(SOON);
});

test('what is due starts by itself, once, although two hosts are there to start it', async () => {
  await goTo(page, 'runbooks');
  await page.getByRole('button', { name: /^Calendar/ }).click();
  const row = page.locator('[data-calendar-row^="every-minute"]');
  await expect(row.getByRole('button', { name: 'Last run of Look every minute: succeeded' })).toBeVisible(
    SOON,
  );
  await page.getByRole('button', { name: /^Runs/ }).click();
  const runs = page.locator('[data-run-row]', { hasText: 'Look every minute' });
  await expect.poll(() => runs.count(), SOON).toBeGreaterThan(3);
  await expect(runs.first()).toContainText('calendar');
  await Promise.all(hosts.map((host) => host.stop()));
  const started = ['audit', 'list', '--kind', 'calendar.started', '--json', '--data', own.data];
  const { items } = entries.parse(JSON.parse(await runAcgs(started)));
  const due = items.map(({ summary }) => /due (\S+Z)/.exec(summary)?.[1]);
  expect(due.length).toBeGreaterThan(3);
  expect(new Set(due).size).toBe(due.length);
});
