import { z } from 'zod';
import type { Stage } from '../stage/stage.ts';
import { ACGS } from './acgs.ts';
import { launch } from './child.ts';

const readyLine = z.object({ ready: z.literal(true), url: z.url() });

/** `acgs serve` on the sandbox, with a store of its own. Its address is good for one page: start it anew for each. */
export async function serveSandbox(stage: Stage): Promise<{ url: string; stop(): Promise<void> }> {
  const { profilePath } = await stage.sandbox();
  const env = { ACGS_PROFILE: profilePath, ACGS_DATA: await stage.folder() };
  const serve = launch(ACGS, ['serve', '--no-open'], { env, signal: stage.signal });
  // Stopping twice is harmless: this one is for the round that breaks.
  stage.defer(serve.stop);
  const { url } = readyLine.parse(JSON.parse((await serve.nextLine()).text));
  return { url, stop: serve.stop };
}
