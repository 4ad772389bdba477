import type { Browser } from '@playwright/test';
import type { Benchmark } from '../benchmark.ts';
import { startChurn } from '../programs/churn.ts';
import { openBrowserFor, openClusterPage, showAll } from '../programs/cluster-page.ts';
import { type Scrolling, scrollThrough } from '../programs/scrolling.ts';

const SCROLL_SECONDS = 15;
const PLAIN = 'a plain list of 10,000 lines that do not change';

/** The wheel turned through the 10,000 rows while 200 of them change each second. */
export const clusterScroll: Benchmark = {
  name: 'scroll',
  figures: [
    {
      title: 'frames with a row missing in view, of a scroll through 10,000',
      unit: 'frames',
      limit: 1,
      peers: [],
    },
    { title: 'from frame to frame meanwhile, median', unit: 'ms', peers: [PLAIN] },
    { title: '95th percentile of the same', unit: 'ms', peers: [PLAIN] },
  ],
  rounds: 3,
  warmUps: 0,
  needs: ['control-plane', 'chromium'],
  uses: 'cluster',
  async prepare(stage) {
    const cluster = await stage.cluster();
    const browser = await openBrowserFor(stage);
    return async () => {
      const { page, close } = await openClusterPage(stage, browser, cluster);
      try {
        await showAll(page, cluster.podCount);
        const churn = await startChurn(stage, cluster);
        const ours = await scrollThrough(page, '[role="grid"]', SCROLL_SECONDS * 1000);
        await churn.stop();
        const plain = await scrollPlain(browser, cluster.podCount);
        return [
          { ours: ours.gaps, peers: [] },
          { ours: ours.frameMs.median, peers: [plain.frameMs.median] },
          { ours: ours.frameMs.p95, peers: [plain.frameMs.p95] },
        ];
      } finally {
        await close();
      }
    };
  },
};

/** What the browser can do by itself: all lines exist, and nothing happens. */
async function scrollPlain(browser: Browser, lines: number): Promise<Scrolling> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.setContent('<div id="list" style="height: 640px; overflow-y: auto"></div>');
    await page.locator('#list').evaluate((list, count) => {
      for (let index = 0; index < count; index += 1) {
        const line = document.createElement('div');
        line.style.height = '30px';
        line.textContent = `line ${index}`;
        list.append(line);
      }
    }, lines);
    return await scrollThrough(page, '#list', SCROLL_SECONDS * 1000);
  } finally {
    await context.close();
  }
}
