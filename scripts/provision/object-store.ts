import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Part } from './part.ts';

/** The S3 server from npm; it comes with `npm ci`. */
export const objectStorePart: Part = {
  name: 'objects',
  locate,
  async provide() {
    const path = locate();
    if (path !== undefined) return { name: 'objects', available: true, path };
    const mend = 'Run npm ci.';
    return { name: 'objects', available: false, reason: 'The package s3rver is not installed.', mend };
  },
};

function locate(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('s3rver/package.json');
    return join(dirname(manifest), 'bin', 's3rver.js');
  } catch {
    return undefined;
  }
}
