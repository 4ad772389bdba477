import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A download that has not ended by then is not going to make anybody happy at the start of a shift. */
const MAX_DOWNLOAD_MS = 20_000;

export interface Desk {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  /** Numeric user id; undefined where there are none. */
  userId: number | undefined;
}

/** Whether the operator asked for the browser host by what they wrote. */
export function choosesBrowser(words: readonly string[]): boolean {
  return words.some((word) => word === '--no-open' || word === '--port' || word.startsWith('--port='));
}

/** Why no window can be opened here, to stand in brackets; undefined when one can. */
export function windowObstacle({ platform, env, userId }: Desk): string | undefined {
  if (env.CI) return 'this is a build machine';
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
  if (platform === 'linux' && userId === 0) return 'Electron does not run as root';
  return undefined;
}

/**
 * The Electron program, looked up the way the electron package does, without importing it: requiring
 * that package in plain Node starts a download.
 */
export async function findElectron(root: string): Promise<string | undefined> {
  const folder = join(root, 'node_modules', 'electron');
  try {
    const program = join(folder, 'dist', (await readFile(join(folder, 'path.txt'), 'utf8')).trim());
    await access(program, constants.X_OK);
    return program;
  } catch {
    return undefined;
  }
}

/** Lets the electron package download its runtime; undefined when it is not to be had. */
export async function fetchElectron(root: string): Promise<string | undefined> {
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  const child = spawn(process.execPath, [installer], {
    cwd: root,
    stdio: 'ignore',
    timeout: MAX_DOWNLOAD_MS,
  });
  await once(child, 'close').catch(() => undefined);
  return findElectron(root);
}
