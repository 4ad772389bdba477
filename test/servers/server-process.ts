import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface ServerProcess {
  readonly pid: number;
  /** The last 20,000 characters of what it wrote, for the error message of a test that fails. */
  output(): string;
  hasExited(): boolean;
  /** Ends it and waits until it is gone; kills it when it has not followed `signal` within 5 s. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface ServerProcessOptions {
  name: string;
  command: string;
  args: readonly string[];
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  /** Run as this system user; only root may. */
  user?: SystemUser;
}

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

const SETPRIV = '/usr/bin/setpriv';
const OUTPUT_KEPT = 20_000;

/** Starts a server that does not outlive this process, not even when this process is killed. */
export function startProcess(options: ServerProcessOptions): ServerProcess {
  const [command, args] = boundToThisProcess(options);
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.user === undefined ? {} : { uid: options.user.uid, gid: options.user.gid }),
    env: { ...process.env, ...options.env },
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-OUTPUT_KEPT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => keep(Buffer.from(error.message)));

  const killAtExit = () => child.kill('SIGKILL');
  process.setMaxListeners(0);
  process.once('exit', killAtExit);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve());
  }).then(() => process.off('exit', killAtExit));

  return {
    pid: child.pid ?? -1,
    output: () => output,
    hasExited: () => isGone(child),
    async stop(signal = 'SIGTERM') {
      if (isGone(child)) return;
      child.kill(signal);
      const impatience = new AbortController();
      await Promise.race([exited, delay(5000, undefined, { signal: impatience.signal }).catch(() => {})]);
      impatience.abort();
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Asks `probe` every 20 ms until it says yes; throws with the server's own words when it dies or takes too long. */
export async function waitUntilReady(
  name: string,
  server: ServerProcess,
  probe: () => Promise<boolean>,
  timeoutMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await probe().catch(() => false))) {
    if (server.hasExited()) throw new Error(`${name} ended while starting:\n${server.output()}`);
    if (performance.now() > deadline) {
      await server.stop('SIGKILL');
      throw new Error(`${name} was not ready after ${timeoutMs} ms:\n${server.output()}`);
    }
    await delay(20);
  }
}

function isGone(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** On Linux the kernel itself ends the server when this process dies, however it dies (prctl(2), PR_SET_PDEATHSIG). */
function boundToThisProcess({ command, args }: ServerProcessOptions): [string, string[]] {
  if (!existsSync(SETPRIV)) return [command, [...args]];
  return [SETPRIV, ['--pdeathsig=KILL', '--', command, ...args]];
}
