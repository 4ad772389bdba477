import type { Browser, Page } from '@playwright/test';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { ensurePage } from '../../src/server/page-build.ts';
import type { FullCluster } from '../stage/full-cluster.ts';
import type { Stage } from '../stage/stage.ts';
import { ROOT } from './acgs.ts';
import { openChromium } from './chromium.ts';
import { type Host, serve } from './serve.ts';

const ALL = 'All namespaces';
const GIVE_UP_MS = 60_000;

/** The pods of the profile's own namespace in Chromium, on a host of its own that has not looked at the others. */
export interface ClusterPage {
  host: Host;
  page: Page;
  /** Bytes of the page's JavaScript heap, after garbage collection. */
  weigh(): Promise<number>;
  close(): Promise<void>;
}

/** Builds the page if it is not. */
export async function openBrowserFor(stage: Stage): Promise<Browser> {
  const clock = systemClock();
  await ensurePage({ root: ROOT, clock, tell: () => {}, signal: stage.signal, what: 'page' });
  const browser = await openChromium();
  stage.defer(() => browser.close());
  return browser;
}

/** Resolves when the namespace's pods are there. */
export async function openClusterPage(
  stage: Stage,
  browser: Browser,
  { profilePath, podsPerNamespace }: FullCluster,
): Promise<ClusterPage> {
  const host = await serve(stage, profilePath, { probe: true });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(host.url);
  await page.locator('[data-panel]').first().waitFor();
  await page.evaluate(() => {
    window.location.hash = '#/cluster/pods';
  });
  await page.locator(gridOf(podsPerNamespace)).waitFor();
  await page.locator('html[data-ready="true"]').waitFor();
  await page.getByRole('button', { name: 'Namespaces:' }).click();
  await page.getByRole('radio', { name: ALL }).waitFor();
  const session = await context.newCDPSession(page);
  return {
    host,
    page,
    async weigh() {
      for (let turn = 0; turn < 3; turn += 1) await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      return usedSize;
    },
    async close() {
      await context.close();
      await host.stop();
    },
  };
}

export interface Load {
  /** From choosing all namespaces until the frame after the table has all its rows. */
  completeMs: number;
  /** Longest task of the page meanwhile; 0 when none was over 50 ms, which is what browsers call long. */
  longestTaskMs: number;
}

/** Asks for all namespaces, and waits until all pods are in the table. */
export async function showAll(page: Page, podCount: number): Promise<Load> {
  const choice = page.getByRole('radio', { name: ALL });
  const load = await choice.evaluate(
    async (all, { complete, giveUpMs }) => {
      const nextFrame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));
      let longestTaskMs = 0;
      const tasks = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
      });
      tasks.observe({ type: 'longtask' });
      const startedAt = performance.now();
      if (all instanceof HTMLElement) all.click();
      while (!document.querySelector(complete)) {
        await nextFrame();
        if (performance.now() - startedAt > giveUpMs) throw new Error('The table did not become complete.');
      }
      await nextFrame();
      const completeMs = performance.now() - startedAt;
      // Long tasks are told after they are over.
      await new Promise((resolve) => setTimeout(resolve, 100));
      tasks.disconnect();
      return { completeMs, longestTaskMs };
    },
    { complete: gridOf(podCount), giveUpMs: GIVE_UP_MS },
  );
  await page.keyboard.press('Escape');
  return load;
}

/** The grid once it knows so many rows; its header is one more. */
function gridOf(rows: number): string {
  return `[role="grid"][aria-rowcount="${rows + 1}"]`;
}

export interface Sighting {
  /** `namespace/name`. */
  key: string;
  restarts: number;
  /** When the row said so, epoch milliseconds. */
  at: number;
}

/** The rows that are on the screen, from the top. */
export function keysInView(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const grid = document.querySelector('[role="grid"]');
    const bottom = grid?.getBoundingClientRect().bottom ?? 0;
    return [...document.querySelectorAll<HTMLElement>('[data-row]')]
      .filter((row) => row.getBoundingClientRect().bottom <= bottom)
      .map((row) => row.dataset.row ?? '');
  });
}

/** Notes every change of a restart count in the table for so long. */
export function watchRestarts(
  page: Page,
  durationMs: number,
): Promise<{ sightings: Sighting[]; longestTaskMs: number }> {
  return page.evaluate(async (ms) => {
    const sightings: Sighting[] = [];
    let longestTaskMs = 0;
    const tasks = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
    });
    tasks.observe({ type: 'longtask' });
    const changes = new MutationObserver((records) => {
      const at = performance.timeOrigin + performance.now();
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        const cell = element?.closest('[data-column="restarts"]');
        const key = cell?.closest<HTMLElement>('[data-row]')?.dataset.row;
        const restarts = Number(cell?.textContent?.replaceAll(/\D/g, ''));
        if (key !== undefined) sightings.push({ key, restarts, at });
      }
    });
    const grid = document.querySelector('[role="grid"]');
    if (grid) changes.observe(grid, { subtree: true, childList: true, characterData: true });
    await new Promise((resolve) => setTimeout(resolve, ms));
    changes.disconnect();
    tasks.disconnect();
    return { sightings, longestTaskMs };
  }, durationMs);
}
