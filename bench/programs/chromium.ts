import { type Browser, chromium, type Page } from '@playwright/test';
import { chromiumPath } from '../../e2e/runtimes.ts';

const READY_MARK = 'acgs-ready';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function openChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  return chromium.launch({
    args: ARGS,
    ...(executablePath === undefined ? {} : { executablePath }),
    // The bench stops everything in order; Playwright would end the process at once.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/**
 * Opens an address in a fresh context, so with an empty cache, and hands the page to `look`.
 * `readyMarked` is there to await the page's own `data-ready`.
 */
export async function visit<T>(browser: Browser, look: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.addInitScript((mark) => {
      const observer = new MutationObserver(() => {
        if (document.documentElement?.dataset.ready !== 'true') return;
        performance.mark(mark);
        observer.disconnect();
      });
      observer.observe(document, { attributes: true, subtree: true, attributeFilter: ['data-ready'] });
    }, READY_MARK);
    return await look(page);
  } finally {
    await context.close();
  }
}

/** When the page marked itself ready, milliseconds after the navigation began. Waits for it. */
export async function readyAt(page: Page): Promise<number> {
  const found = await page.waitForFunction(
    (mark) => performance.getEntriesByName(mark)[0]?.startTime,
    READY_MARK,
  );
  return (await found.jsonValue()) ?? Number.NaN;
}

/** Milliseconds from the beginning of the navigation until one of its own milestones. */
export function milestoneAt(page: Page, milestone: 'domContentLoaded' | 'load'): Promise<number> {
  return page.evaluate((name) => {
    const [entry] = performance.getEntriesByType('navigation');
    if (!(entry instanceof PerformanceNavigationTiming)) return Number.NaN;
    return name === 'load' ? entry.loadEventStart : entry.domContentLoadedEventStart;
  }, milestone);
}
