/** `node run-built.ts out/main/index.js …`: runs the built application with the stub in place of Electron. */
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./electron-stub.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
process.argv.splice(1, 1);
await import(pathToFileURL(resolve(process.argv[1] ?? '')).href);
