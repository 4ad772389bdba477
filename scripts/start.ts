import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { runProcess } from '../src/cli/process.ts';
import { systemClock } from '../src/core/kernel/clock.ts';
import { problemOf } from '../src/core/kernel/errors.ts';
import { ensurePage } from '../src/server/page-build.ts';
import { fetchElectron, findElectron, windowObstacle } from './electron-runtime.ts';

/**
 * `npm start`: the Electron window; where that cannot be had, one line why, and the browser host.
 * What follows `--` goes to either: `npm start -- --profile production.yaml`.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const tell = (line: string) => process.stderr.write(`${line}\n`);

const obstacle = windowObstacle({
  words,
  platform: process.platform,
  env: process.env,
  userId: process.getuid?.(),
});
const electron =
  obstacle === undefined ? ((await findElectron(root)) ?? (await fetchElectron(root))) : undefined;

if (electron === undefined) {
  tell(
    `${obstacle ?? 'The Electron runtime is missing and cannot be downloaded'}: serving the browser instead.`,
  );
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')));
  await runProcess(['serve', ...words], { root, version });
} else {
  process.exitCode = await openWindow(electron);
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
