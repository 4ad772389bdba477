import type { Locator, Page } from '@playwright/test';
import { z } from 'zod';
import { type AcgsProcess, runAcgs, startAcgs } from './acgs-process.ts';
import { expect, goTo, ready, test } from './fixtures.ts';
import { type PracticeSystem, startPracticeSystem } from './practice-system.ts';

/** The real host on a sandbox whose faults come and go: one of each for the whole file. */
test.describe.configure({ mode: 'serial', timeout: 120_000 });

const announced = z.object({ ready: z.literal(true), url: z.string() });
const SOON = { timeout: 30_000 };

let system: PracticeSystem;
let host: AcgsProcess;
let page: Page;
/** Everything that came over the line to the core. */
const frames: string[] = [];
const complaints: string[] = [];

test.beforeAll(async ({ browser }) => {
  system = await startPracticeSystem();
  host = await startAcgs(['serve', '--no-open'], { ACGS_PROFILE: system.profile });
  page = await browser.newPage();
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(announced.parse(host.ready).url);
  await ready(page);
});

test.afterAll(async () => {
  await page?.close();
  await host?.stop();
  await system?.stop();
});

const tile = (id: string): Locator => page.locator(`[data-system="${id}"]`);
const cluster = (): Locator => page.locator('[data-panel="cluster"]');

/** Turns a fault on, looks, and turns it off again whatever was seen. */
async function during(fault: string, look: () => Promise<void>): Promise<void> {
  await system.fault(fault);
  try {
    await look();
  } finally {
    await system.mend(fault);
  }
}

async function checkNow(): Promise<void> {
  await page.getByRole('button', { name: 'Check now' }).click();
}

test('the board shows all eighteen systems and the cluster operational', async () => {
  await expect(page.locator('[data-system][data-status="operational"]')).toHaveCount(19, SOON);
  await expect(page.locator('[data-system]')).toHaveCount(19);
  await expect(page.locator('[data-panel="health"]')).toContainText('All services operational');
});

test('a service that goes down turns its tile, says why, and comes back', async () => {
  await during('service-down=governance', async () => {
    await checkNow();
    await expect(tile('governance')).toHaveAttribute('data-status', 'down', SOON);
    await expect(page.locator('[data-panel="health"]')).toContainText(/Governance is down.*refused/);
    await expect(page.locator('[data-system][data-status="down"]')).toHaveCount(1);
  });
  await checkNow();
  await expect(tile('governance')).toHaveAttribute('data-status', 'operational', SOON);
});

test('a service that calls itself degraded is degraded although it answers 200', async () => {
  await during('degraded=policy-generation', async () => {
    await checkNow();
    await expect(tile('policy-generation')).toHaveAttribute('data-status', 'degraded', SOON);
  });
});

test('a missing hash is unverified, a wrong one a mismatch', async () => {
  await during('hash-missing=feature-validation', async () => {
    await checkNow();
    await expect(tile('feature-validation')).toHaveAttribute('data-hash', 'unverified', SOON);
  });
  await during('hash-mismatch=integrity', async () => {
    await checkNow();
    await expect(tile('integrity')).toHaveAttribute('data-hash', 'mismatch', SOON);
  });
  await checkNow();
  await expect(tile('integrity')).toHaveAttribute('data-hash', 'match', SOON);
});

test('every service draws what was measured of it, and every figure of business and MLOps has a source', async () => {
  await goTo(page, 'health', 'over-time');
  const governance = page.locator('[data-courses-of="governance"] td');
  // Rates and quantiles need two looks, and use of pods an answer of metrics.k8s.io.
  const WHILE = { timeout: 75_000 };
  await expect(governance).toHaveText([/^100 %/, /ms/, /%/, /%/, /%/], WHILE);
  await expect(page.locator('[data-courses-of="redis"] td').nth(2)).toHaveText('not reported');
  for (const view of ['business', 'mlops']) {
    await goTo(page, 'health', view);
    const figures = page.locator(`[data-courses="${view}"] [data-course]`);
    await expect(figures).toHaveCount(view === 'business' ? 4 : 6, WHILE);
    await expect(figures.getByRole('img')).toHaveCount(view === 'business' ? 4 : 6, WHILE);
  }
  await goTo(page, 'health', 'redis');
  await expect(page.locator('[data-missing="cpu"]')).toHaveText(
    'CPU: not reported by Redis; it would come from an exporter beside it.',
  );
  await goTo(page, 'health');
});

test('the table lists the pods of the sandbox, with usage', async () => {
  await goTo(page, 'cluster', 'pods');
  await expect(cluster()).toContainText(/\d+ pods.*; live, seen \d+ s ago/, SOON);
  await page.getByRole('textbox', { name: 'Filter pods' }).fill('mlops-manager');
  await expect(page.locator('[data-row]')).toHaveCount(2);
  await expect(page.locator('[data-row] [data-column="memory"]').first()).toContainText('MiB', SOON);
});

test('a rolled deployment shows its new pods', async () => {
  await goTo(page, 'cluster', 'pods');
  await page.getByRole('textbox', { name: 'Filter pods' }).fill('model-versioning');
  const rows = page.locator('[data-row]');
  await expect(rows).toHaveCount(2);
  const before = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-row') ?? ''));
  await system.roll('model-versioning');
  for (const key of before) await expect(page.locator(`[data-row="${key}"]`)).toHaveCount(0, SOON);
  await expect(rows).toHaveCount(2, SOON);
});

test('nodes, deployments and events are listed', async () => {
  await goTo(page, 'cluster', 'nodes');
  await expect(page.locator('[data-row]').first()).toContainText('Ready', SOON);
  await goTo(page, 'cluster', 'deployments');
  await expect(page.locator('[data-row$="/auth-service"]')).toContainText('available', SOON);
  await goTo(page, 'cluster', 'events');
  await expect(page.locator('[data-row]').first()).toBeVisible(SOON);
});

test('a cluster that goes away leaves a stale table with its age, and comes back by itself', async () => {
  await goTo(page, 'cluster', 'deployments');
  await during('cluster-down', async () => {
    await expect(cluster()).toContainText(/stale, seen \d+ s ago/, SOON);
    await expect(cluster().getByText(/What is shown is \d+ s old/)).toBeVisible();
    await expect(page.locator('[data-row]').first()).toBeVisible();
    await goTo(page, 'health');
    await checkNow();
    await expect(tile('cluster')).not.toHaveAttribute('data-status', 'operational', SOON);
  });
  await goTo(page, 'cluster', 'deployments');
  await expect(cluster()).toContainText(/live, seen/, SOON);
});

test('a look for bottlenecks ranks the service that is slow first, and none is left when it is mended', async () => {
  await goTo(page, 'health', 'bottlenecks');
  const view = page.locator('[data-bottlenecks]');
  const look = page.getByRole('button', { name: 'Look now' });
  await during('service-slow=governance:3000', async () => {
    await look.click();
    await expect(page.locator('[data-suspect]').first()).toContainText('Governance is slow', SOON);
    await page.locator('[data-suspect]').first().click();
    await expect(page.locator('[data-drawer]')).toContainText('acgs cluster scale gs-service --replicas N');
    await page.keyboard.press('Escape');
  });
  await look.click();
  await expect(view).toHaveAttribute('data-bottlenecks', 'none', SOON);
  await expect(page.getByRole('group', { name: 'Looked at and fine' })).toContainText('nobody waits for one');
  await goTo(page, 'health');
});

test('what is done on the command line appears in the journal by itself, and verifies', async () => {
  await goTo(page, 'journal');
  await expect(page.locator('[data-panel="journal"]')).toContainText(/\d+ entr/, SOON);
  const restart = page.locator('[data-row]', { hasText: /model-versioning/ });
  await runAcgs([
    ...['cluster', 'restart', 'model-versioning', '--yes', '--data', host.data, '--profile', system.profile],
  ]);
  await expect(restart.filter({ hasText: 'operation.intent' }).first()).toBeVisible(SOON);
  await expect(restart.filter({ hasText: 'operation.verification' }).first()).toContainText('seen', SOON);
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByRole('region', { name: 'Verification' })).toContainText('Intact', SOON);
});

test('no secret of the profile came over the line or is on the page', async () => {
  expect(frames.length).toBeGreaterThan(20);
  expect(
    frames.some((frame) => frame.includes('auth-service')),
    'frames can be read',
  ).toBe(true);
  expect(system.secrets.size).toBeGreaterThan(4);
  for (const place of ['health', 'cluster', 'alerts', 'metrics', 'journal'] as const) {
    await goTo(page, place);
    const dom = await page.content();
    for (const [name, secret] of system.secrets)
      expect(dom.includes(secret), `${name} in the page`).toBe(false);
  }
  for (const [name, secret] of system.secrets) {
    expect(
      frames.some((frame) => frame.includes(secret)),
      `${name} in a frame`,
    ).toBe(false);
    expect(host.errors().includes(secret), `${name} on standard error`).toBe(false);
  }
});

test('the page had nothing to complain about, the security policy neither', async () => {
  expect(complaints).toEqual([]);
});
