import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import rendererConfig from './vite.renderer.config.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  main: {
    build: {
      outDir: at('./out/main'),
      // Packages stay packages: the application brings node_modules, and natives must not be bundled.
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          index: at('./src/main/index.ts'),
          sandbox: at('./src/main/sandbox-process.ts'),
          // The programs of threads: bundlers do not follow the address they are started by.
          'search-worker': at('./src/core/store/journal/search/search-worker.ts'),
          'load-worker': at('./src/core/load-test/load-worker.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: at('./out/preload'),
      // A sandboxed window's preload script is one CommonJS file that can require nothing but Electron.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('./src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: rendererConfig,
});
