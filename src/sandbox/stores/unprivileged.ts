import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An account of this machine. */
export interface Account {
  uid: number;
  gid: number;
}

const setpriv = '/usr/bin/setpriv';

/** PostgreSQL refuses to run as root: then it runs as `postgres`, or `nobody` where that does not exist. */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const found = accounts.find(([name]) => name === wanted);
    if (found !== undefined) {
      return { uid: Number(found[2]), gid: Number(found[3]) };
    }
  }
  return undefined;
}

/** Gives a folder and all that is in it to an account. */
export function giveTo(account: Account | undefined, folder: string): void {
  if (account !== undefined) {
    for (const path of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
      chownSync(join(folder, path), account.uid, account.gid);
    }
  }
}

/**
 * Starts a program under an account. On Linux the kernel stops it when this process dies, even by SIGKILL,
 * so that no server outlives its sandbox.
 */
export function spawnUnder(
  account: Account | undefined,
  program: string,
  args: readonly string[],
): ChildProcess {
  const options = {
    stdio: ['ignore', 'ignore', 'pipe'] as const,
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C' },
  };
  if (!existsSync(setpriv)) {
    return spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'], ...account });
  }
  const identity =
    account === undefined ? [] : [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
  return spawn(setpriv, [...identity, '--pdeathsig=INT', '--', program, ...args], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
