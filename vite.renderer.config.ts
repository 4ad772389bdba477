import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';

/**
 * The page. Electron loads it over `app://`, the browser host over HTTP: one build for both, so paths
 * are relative and nothing is inlined (the content security policy allows neither `data:` fonts nor
 * inline scripts).
 */
const rendererConfig = {
  root: fileURLToPath(new URL('./src/renderer', import.meta.url)),
  base: './',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('./out/renderer', import.meta.url)),
    emptyOutDir: true,
    minify: true,
    target: 'es2024',
    assetsInlineLimit: 0,
    // The charts are this large; they are not part of the first load.
    chunkSizeWarningLimit: 600,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: fileURLToPath(new URL('./src/renderer/index.html', import.meta.url)),
      output: {
        codeSplitting: {
          groups: [
            { name: 'charts', test: /node_modules[\\/](echarts|zrender)[\\/]/ },
            {
              name: 'editor',
              test: /node_modules[\\/](@codemirror|@lezer|@prometheus-io|style-mod|w3c-keyname|crelt)[\\/]/,
            },
            { name: 'vendor', test: /node_modules[\\/](react|react-dom|scheduler|@mantine|@orpc)[\\/]/ },
          ],
        },
      },
    },
  },
} satisfies UserConfig;

export default rendererConfig;
