import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const electronDouble = fileURLToPath(new URL('./src/main/testing/electron-double.ts', import.meta.url));
const promqlEditor = fileURLToPath(
  new URL('./node_modules/@prometheus-io/codemirror-promql/dist/esm/index.js', import.meta.url),
);

const SERVICES = '{src,test,scripts}/**/*.services.test.ts';
const CLUSTER = '{src,test,scripts}/**/*.cluster.test.ts';

/**
 * Tests of real servers, files and processes get a second try on a busy CI machine, and are marked with it in the
 * list (`retry x1`); at a desk there is none.
 */
const retry = process.env.CI === undefined ? 0 : 1;

export default defineConfig({
  resolve: {
    alias: {
      // Requiring the electron package outside Electron would start the download of its runtime.
      electron: electronDouble,
      // Node takes its CommonJS half, which brings a second CodeMirror along.
      '@prometheus-io/codemirror-promql': promqlEditor,
    },
  },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    restoreMocks: true,
    // Style sheets are emptied in tests, but the contrast of the colours is one.
    server: { deps: { inline: [/@prometheus-io/] } },
    css: { include: [/tokens\.css\?raw$/] },
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,test,scripts}/**/*.test.{ts,tsx}'],
          exclude: [SERVICES, CLUSTER],
          retry,
          testTimeout: 10_000,
        },
      },
      {
        extends: true,
        test: { name: 'services', include: [SERVICES], retry, testTimeout: 30_000, hookTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: [CLUSTER],
          retry,
          // Two control planes at once are too much for two cores, and would make tests of speed guess.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
