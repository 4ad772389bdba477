import { fileURLToPath } from 'node:url';
import { checkLayers } from './layers/check.ts';
import { print } from './source/files.ts';

/** Imports run downwards only (docs/architecture.md). Exits 1 with one line for each breach. */
const { files, imports, breaches } = checkLayers(fileURLToPath(new URL('..', import.meta.url)));
print(breaches);
console.log(`Layers: ${files} files and ${imports} imports looked at, ${breaches.length} breaches.`);
process.exitCode = breaches.length === 0 ? 0 : 1;
