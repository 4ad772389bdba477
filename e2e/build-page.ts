import { resolve } from 'node:path';
import { systemClock } from '../src/core/kernel/clock.ts';
import { ensurePage } from '../src/server/page-build.ts';

/** Builds the page before the first test, unless it is newer than its sources. */
export default async function buildPage(): Promise<void> {
  await ensurePage({
    root: resolve(import.meta.dirname, '..'),
    clock: systemClock(),
    tell: (line) => process.stderr.write(`${line}\n`),
    what: 'page',
  });
}
