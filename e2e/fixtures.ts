import { test as base, type ConsoleMessage, expect, type Page } from '@playwright/test';
import { scenarioNamed } from './scenarios/catalog.ts';
import { type ScriptedHost, startScriptedHost } from './scripted-host.ts';

export { expect };

export type PanelId =
  | 'health'
  | 'cluster'
  | 'alerts'
  | 'compliance'
  | 'rollouts'
  | 'metrics'
  | 'runbooks'
  | 'journal';
export type Scheme = 'dark' | 'light';

interface Fixtures {
  /** Starts a host that plays the named scenario; it is closed after the test. */
  play: (scenario: string) => Promise<ScriptedHost>;
  /** What the page complained about; checked after each test, so that no complaint goes unseen. */
  complaints: Complaints;
}

export interface Complaints {
  /** Lets complaints through that a test provokes, such as the failed connections to a host that is gone. */
  allow: (pattern: RegExp) => void;
}

export const test = base.extend<Fixtures>({
  // Playwright wants a pattern here, whether or not the fixture builds on another.
  play: async ({ browserName: _ }, use) => {
    const hosts: ScriptedHost[] = [];
    await use(async (scenario) => {
      const host = await startScriptedHost(scenarioNamed(scenario));
      hosts.push(host);
      return host;
    });
    await Promise.all(hosts.map((host) => host.close()));
  },
  complaints: [
    async ({ page }, use) => {
      const said: string[] = [];
      const allowed: RegExp[] = [];
      page.on('console', (message: ConsoleMessage) => {
        if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
      });
      page.on('pageerror', (error) => said.push(String(error)));
      await use({ allow: (pattern) => allowed.push(pattern) });
      expect(said.filter((text) => !allowed.some((pattern) => pattern.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens a panel at the host's address and waits until its first data is painted. */
export async function openPanel(
  page: Page,
  host: { url: string },
  panel: PanelId,
  options: { item?: string; waitForData?: boolean } = {},
): Promise<void> {
  await page.goto(host.url);
  await page.locator('[data-panel]').first().waitFor();
  await goTo(page, panel, options.item);
  if (options.waitForData !== false) await ready(page);
}

export async function ready(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-ready', 'true');
}

/** Goes to a panel the way a link does. */
export async function goTo(page: Page, panel: PanelId, item?: string): Promise<void> {
  await page.evaluate(
    (hash) => {
      window.location.hash = hash;
    },
    `#/${panel}${item === undefined ? '' : `/${item}`}`,
  );
  await page.locator(`[data-panel="${panel}"]`).waitFor();
}

/** Fonts are there, nothing is in transition, and two frames have been painted since. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)));
  });
}
