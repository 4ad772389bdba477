import { systemClock } from '../../src/core/kernel/clock.ts';
import { ensurePage } from '../../src/server/page-build.ts';
import { type Benchmark, inTurn } from '../benchmark.ts';
import { ROOT } from '../programs/acgs.ts';
import { milestoneAt, openChromium, readyAt, visit } from '../programs/chromium.ts';
import { serve } from '../programs/serve.ts';

/**
 * A page that is opened the moment `acgs serve` says it is ready: the control center has only begun to look at the
 * sandbox, and the page waits for the first answers. The peers are floors, since nothing else shows this board.
 */
export const pageReady: Benchmark = {
  name: 'page',
  figures: [
    {
      title: 'page, navigation to data-ready',
      unit: 'ms',
      limit: 1500,
      peers: ['our page until DOMContentLoaded, a floor', 'a line of text from the same host, a floor'],
    },
  ],
  rounds: 7,
  needs: ['chromium'],
  uses: 'sandbox',
  async prepare(stage) {
    const tell = () => {};
    await ensurePage({ root: ROOT, clock: systemClock(), tell, signal: stage.signal, what: 'page' });
    const browser = await openChromium();
    stage.defer(() => browser.close());
    const { profilePath } = await stage.sandbox();
    return async () => {
      const { url, stop } = await serve(stage, profilePath);
      try {
        let domContentLoadedMs = Number.NaN;
        const round = inTurn(
          () =>
            visit(browser, async (page) => {
              await page.goto(url);
              const readyMs = await readyAt(page);
              domContentLoadedMs = await milestoneAt(page, 'domContentLoaded');
              return readyMs;
            }),
          async () => domContentLoadedMs,
          () =>
            visit(browser, async (page) => {
              await page.goto(new URL('/healthz', url).href);
              return milestoneAt(page, 'load');
            }),
        );
        return [await round()];
      } finally {
        await stop();
      }
    };
  },
};
