import { defineConfig, type PlaywrightTestProject } from '@playwright/test';
import { chromiumPath, electronPath } from './runtimes.ts';

/** What a headless Chromium needs in a container, and nothing that calls home. */
const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const chromium = chromiumPath();
const electron = electronPath();
const launchOptions = {
  args: CHROMIUM_ARGS,
  ...(chromium === undefined ? {} : { executablePath: chromium }),
};

const projects: PlaywrightTestProject[] = [
  { name: 'browser', testMatch: '*.spec.ts', testIgnore: ['electron.spec.ts'], use: { launchOptions } },
  { name: 'screenshots', testMatch: 'screenshots.shots.ts', use: { launchOptions } },
];
if (electron !== undefined) {
  projects.push({ name: 'electron', testMatch: 'electron.spec.ts' });
} else if (process.env.TEST_WORKER_INDEX === undefined) {
  process.stderr.write('electron: skipped: no Electron runtime\n');
}

const wantsJson = process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ?? process.env.PLAYWRIGHT_JSON_OUTPUT_FILE;

export default defineConfig({
  testDir: import.meta.dirname,
  outputDir: '../test-results',
  globalSetup: './build-page.ts',
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  // A busy CI machine gets a second try, and the summary says who needed it; at a desk there is none.
  retries: process.env.CI === undefined ? 0 : 1,
  // Axe looks at a whole page for half a minute where two others are drawn beside it.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: wantsJson ? [['list'], ['json']] : [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    screenshot: 'only-on-failure',
  },
  projects,
});
