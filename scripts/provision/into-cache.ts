import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from './programs.ts';

/**
 * Fills a folder beside the one in the cache and moves it there only when it is complete and its programs run.
 *
 * @param programs their paths in it
 */
export async function intoCache(
  cache: string,
  programs: readonly string[],
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(cache), { recursive: true });
  const fresh = await mkdtemp(`${cache}-`);
  try {
    await fill(fresh);
    for (const program of programs) await run(join(fresh, program), ['--version']);
    await rm(cache, { recursive: true, force: true });
    await rename(fresh, cache);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
