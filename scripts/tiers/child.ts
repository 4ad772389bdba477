import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAMS = join(ROOT, 'node_modules', '.bin');

/** Runs a program of node_modules/.bin, or any other, in the project's root with its output shown; gives its status. */
export function runShown(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env, PATH: `${PROGRAMS}${delimiter}${process.env.PATH ?? ''}` },
    });
    const pass = (signal: NodeJS.Signals) => child.kill(signal);
    process.once('SIGINT', pass).once('SIGTERM', pass);
    child.once('error', reject);
    child.once('close', (status) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      resolve(status ?? 1);
    });
  });
}
