import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { runProcess } from '../src/cli/process.ts';
import { systemClock } from '../src/core/kernel/clock.ts';
import { problemOf } from '../src/core/kernel/errors.ts';
import { ensurePage } from '../src/server/page-build.ts';
import { choosesBrowser, fetchElectron, findElectron, windowObstacle } from './electron-runtime.ts';

/**
 * `npm start`: the Electron window; where that cannot be had, one line why, and the browser host.
 * What follows `--` goes to either: `npm start -- --profile production.yaml`.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const tell = (line: string) => process.stderr.write(`${line}\n`);

const electron = choosesBrowser(words) ? undefined : await electronOr(noWindow);

if (electron === undefined) {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')));
  await runProcess(['serve', ...words], { root, version });
} else {
  process.exitCode = await openWindow(electron);
}

function noWindow(why: string): undefined {
  tell(`No Electron window here (${why}): opening the browser host instead.`);
}

/** The Electron program, downloaded first if need be; `otherwise` is told why there is none. */
async function electronOr(otherwise: (why: string) => undefined): Promise<string | undefined> {
  const obstacle = windowObstacle({
    platform: process.platform,
    env: process.env,
    userId: process.getuid?.(),
  });
  if (obstacle !== undefined) return otherwise(obstacle);
  const present = await findElectron(root);
  if (present !== undefined) return present;
  tell('Downloading the Electron runtime (once) …');
  return (await fetchElectron(root)) ?? otherwise('its runtime is missing and cannot be downloaded');
}

async function openWindow(program: string): Promise<number> {
  try {
    await ensurePage({ root, clock: systemClock(), tell, what: 'window' });
  } catch (error) {
    const { message, hint } = problemOf(error);
    tell(hint === null ? message : `${message}. ${hint}`);
    return 1;
  }
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const child = spawn(program, [root, ...words], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code]: unknown[] = await once(child, 'close');
  return typeof code === 'number' ? code : 1;
}
