import { fileURLToPath } from 'node:url';
import { checkHouse } from './house/check.ts';
import { print } from './source/files.ts';

/** Holds the rules of CONTRIBUTING.md that a machine can hold. Exits 1 with one line for each breach. */
const { files, breaches } = checkHouse(fileURLToPath(new URL('..', import.meta.url)));
print(breaches);
console.log(`House rules: ${files} files looked at, ${breaches.length} breaches.`);
process.exitCode = breaches.length === 0 ? 0 : 1;
