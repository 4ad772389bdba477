import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { ensurePage } from '../../src/server/page-build.ts';
import type { Benchmark } from '../benchmark.ts';
import { ROOT } from '../programs/acgs.ts';
import { openChromium, readyAt, visit } from '../programs/chromium.ts';
import { serve } from '../programs/serve.ts';

const BYTES_PER_KB = 1000;

/** The scripts that the page has asked for when it says it is ready, whoever asked: tag, preload or import. */
export const firstLoadScript: Benchmark = {
  name: 'script',
  figures: [
    {
      title: 'first-load script, gzip -9',
      unit: 'kB',
      // On a slow machine the page asks for its charts before it is ready, on a fast one after.
      statistic: 'max',
      limit: 400,
      peers: ['the same scripts as they are'],
    },
  ],
  rounds: 3,
  warmUps: 0,
  needs: ['chromium'],
  uses: 'sandbox',
  async prepare(stage) {
    const tell = () => {};
    const folder = await ensurePage({
      root: ROOT,
      clock: systemClock(),
      tell,
      signal: stage.signal,
      what: 'page',
    });
    const browser = await openChromium();
    stage.defer(() => browser.close());
    const { profilePath } = await stage.sandbox();
    return async () => {
      const { url, stop } = await serve(stage, profilePath);
      try {
        const paths = await visit(browser, async (page) => {
          await page.goto(url);
          const ready = await readyAt(page);
          await page.waitForLoadState('networkidle');
          return page.evaluate(
            (until) =>
              performance
                .getEntriesByType('resource')
                .filter(({ startTime }) => startTime <= until)
                .map(({ name }) => new URL(name).pathname),
            ready,
          );
        });
        const scripts = [...new Set(paths)].filter((path) => path.endsWith('.js'));
        const contents = await Promise.all(scripts.map((path) => readFile(join(folder, path))));
        const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0) / BYTES_PER_KB;
        return [
          {
            ours: total(contents.map((content) => gzipSync(content, { level: 9 }).length)),
            peers: [total(contents.map((content) => content.length))],
          },
        ];
      } finally {
        await stop();
      }
    };
  },
};
