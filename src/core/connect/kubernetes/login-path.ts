import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

/** Asking the shell may run the operator's whole start-up script; a slow one is not worth more. */
const SHELL_TIMEOUT_MS = 5000;

const MARK = '__acgs_path__';

/**
 * The PATH of the operator's login shell. An application started from a desktop menu has a bare PATH,
 * on which aws, gcloud and their kind are not found. Null where there is no shell to ask.
 */
export function loginShellPath(env: NodeJS.ProcessEnv): Promise<string | null> {
  const shell = env.SHELL;
  if (process.platform === 'win32' || !shell) return Promise.resolve(null);
  return new Promise((done) => {
    const child = execFile(
      shell,
      // Start-up scripts print greetings; the marks tell the answer from them.
      ['-lc', `printf '%s%s%s' '${MARK}' "$PATH" '${MARK}'`],
      { env, timeout: SHELL_TIMEOUT_MS, killSignal: 'SIGKILL', encoding: 'utf8' },
      (_error, stdout) => done(stdout.split(MARK)[1] || null),
    );
    child.stdin?.end();
  });
}

/** The full path of a command as a shell would find it on `path`; null when it is not there. */
export async function findCommand(command: string, path: string, folder: string): Promise<string | null> {
  const named = isAbsolute(command) || /[\\/]/.test(command);
  const places = named
    ? [resolve(folder, command)]
    : path.split(delimiter).flatMap((place) => (place === '' ? [] : [join(place, command)]));
  const endings = process.platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : [''];
  for (const place of places) {
    for (const ending of endings) {
      try {
        await access(place + ending, constants.X_OK);
        return place + ending;
      } catch {
        // Not here; the next place may have it.
      }
    }
  }
  return null;
}
