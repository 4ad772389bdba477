import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, thisPlatform } from './locations.ts';

/**
 * The process of the command line: its streams, its signals, its exit code. Everything else is in
 * `run.ts`, which is loaded after the version, so that asking for the version costs next to nothing.
 */
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const words = process.argv.slice(2);

if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  process.stdout.write(`${version()}\n`);
} else {
  enableCompileCache(join(cacheFolder(thisPlatform(process.env)), 'compile-cache'));
  const { runProcess } = await import('./process.ts');
  await runProcess(words, { root, version: version() });
}

function version(): string {
  const written: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return typeof written === 'object' && written !== null && 'version' in written
    ? String(written.version)
    : 'unknown';
}
