import { createRequire } from 'node:module';
import type { Browser, Page } from '@playwright/test';
import { scenarioNamed } from '../../e2e/scenarios/catalog.ts';
import { LINES, POINTS_OF_LINE } from '../../e2e/scenarios/metrics.ts';
import { startScriptedHost } from '../../e2e/scripted-host.ts';
import type { Benchmark } from '../benchmark.ts';
import { openBrowserFor } from '../programs/cluster-page.ts';
import { type Panning, panThrough, watchCanvases } from '../programs/panning.ts';

const PAN_MS = 5000;
const PLAIN = 'ECharts by itself, sampling lttb';
const ECHARTS = createRequire(import.meta.url).resolve('echarts/dist/echarts.min.js');
/** Any expression: the scripted host answers each with the same million points. */
const EXPRESSION = Buffer.from('made_up').toString('base64url');

/** The metrics explorer with ten lines of 100,000 points, a quarter of which is in view, dragged to and fro. */
export const chartPan: Benchmark = {
  name: 'chart-pan',
  figures: [
    {
      title: 'frames drawn while a chart of a million points is panned',
      unit: '/s',
      limit: 30,
      moreIsBetter: true,
      peers: [PLAIN],
    },
    { title: 'from drawn frame to drawn frame, 95th percentile', unit: 'ms', peers: [PLAIN] },
  ],
  rounds: 3,
  warmUps: 0,
  needs: ['chromium'],
  uses: 'nothing',
  async prepare(stage) {
    const browser = await openBrowserFor(stage);
    const host = await startScriptedHost(scenarioNamed('million-points'));
    stage.defer(host.close);
    return async () => {
      const ours = await panOurs(browser, host.url);
      const plain = await panPlain(browser, ours.size);
      return [
        { ours: ours.panning.framesPerSecond, peers: [plain.framesPerSecond] },
        { ours: ours.panning.frameMs.p95, peers: [plain.frameMs.p95] },
      ];
    };
  },
};

interface Size {
  width: number;
  height: number;
}

async function panOurs(browser: Browser, url: string): Promise<{ panning: Panning; size: Size }> {
  return onPage(browser, async (page) => {
    await page.goto(url);
    await page.locator('[data-panel]').first().waitFor();
    await page.evaluate((hash) => {
      window.location.hash = hash;
    }, `#/metrics/${EXPRESSION}`);
    const chart = page.locator('[data-range-chart]');
    await chart.locator('canvas').waitFor();
    const whole = await chart.getAttribute('data-window');
    await chart.focus();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await page.locator(`[data-range-chart]:not([data-window="${whole}"])`).waitFor();
    const size = await chart.boundingBox();
    if (!size) throw new Error('The chart has no size.');
    return { panning: await panThrough(page, chart, PAN_MS), size };
  });
}

/** What one gets who hands ECharts the same points and lets it zoom. */
async function panPlain(browser: Browser, { width, height }: Size): Promise<Panning> {
  return onPage(browser, async (page) => {
    await page.goto('about:blank');
    await page.setContent(`<div id="chart" style="width: ${width}px; height: ${height}px"></div>`);
    await page.addScriptTag({ path: ECHARTS });
    await page.evaluate(
      ({ lines, points }) => {
        const { echarts } = globalThis as unknown as {
          echarts: { init: (element: Element | null) => { setOption: (option: object) => void } };
        };
        const wave = (line: number, x: number) =>
          (Math.sin(x * 1.7 + line) + Math.sin(x * 0.61 + line * 2.3) + Math.sin(x * 4.9 + line * 5.1)) / 3;
        echarts.init(document.querySelector('#chart')).setOption({
          animation: false,
          xAxis: { type: 'time' },
          yAxis: { type: 'value', min: 0, max: 100 },
          dataZoom: [{ type: 'inside', start: 37.5, end: 62.5 }],
          dataset: Array.from({ length: lines }, (_, line) => {
            const source = new Float64Array(2 * points);
            for (let index = 0; index < points; index += 1) {
              source[2 * index] = 1_780_000_000_000 + index * 36;
              source[2 * index + 1] = 10 * line + 4 * wave(line, index / 3000) + wave(line, index * 1.7);
            }
            return { dimensions: ['time', 'value'], source, sourceHeader: false };
          }),
          series: Array.from({ length: lines }, (_, line) => ({
            type: 'line',
            datasetIndex: line,
            showSymbol: false,
            sampling: 'lttb',
            lineStyle: { width: 1.5 },
          })),
        });
      },
      { lines: LINES, points: POINTS_OF_LINE },
    );
    return panThrough(page, page.locator('#chart'), PAN_MS);
  });
}

async function onPage<T>(browser: Browser, look: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await watchCanvases(page);
    return await look(page);
  } finally {
    await context.close();
  }
}
