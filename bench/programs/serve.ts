import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Stage } from '../stage/stage.ts';
import { ACGS } from './acgs.ts';
import { launch } from './child.ts';
import { type LoopDelay, readDelay } from './loop.ts';

const readyLine = z.object({ ready: z.literal(true), url: z.url() });
const weight = z.object({ bytes: z.number() });
const PROBE =
  process.env.PROBE ?? pathToFileURL(join(import.meta.dirname, '..', 'subjects', 'host-probe.ts')).href;

/** `acgs serve`, as an operator starts it. Its address is good for one page: start it anew for each. */
export interface Host {
  url: string;
  /** From now on its event loop is watched; with a probe only. */
  begin(): void;
  /** How late the loop was since `begin`. */
  end(): Promise<LoopDelay>;
  /** Bytes that its process retains. */
  weigh(): Promise<number>;
  stop(): Promise<void>;
}

/** With a store of its own. @param options.probe loads what watches the process from within */
export async function serve(
  stage: Stage,
  profilePath: string,
  options: { probe?: boolean } = {},
): Promise<Host> {
  const env = {
    ACGS_PROFILE: profilePath,
    ACGS_DATA: await stage.folder(),
    ...(options.probe ? { NODE_OPTIONS: `--import=${PROBE}` } : {}),
  };
  const host = launch(ACGS, ['serve', '--no-open'], { env, signal: stage.signal });
  // Stopping twice is harmless: this one is for the round that breaks.
  stage.defer(host.stop);
  const { url } = readyLine.parse(JSON.parse((await host.nextLine()).text));
  return {
    url,
    begin: () => host.say('begin'),
    async end() {
      host.say('end');
      return readDelay((await host.nextLine()).text);
    },
    async weigh() {
      host.say('weigh');
      return weight.parse(JSON.parse((await host.nextLine()).text)).bytes;
    },
    stop: host.stop,
  };
}
