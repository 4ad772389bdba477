import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const LAUNCHER = resolve(import.meta.dirname, '../bin/acgs');
/** A build of the page may come before the first line. */
const READY_TIMEOUT_MS = 60_000;

/** A running `acgs` that has said it is ready. */
export interface AcgsProcess {
  /** Its first line on standard output. */
  ready: unknown;
  pid: number;
  /** Its data folder, gone when it has stopped unless it was named. */
  data: string;
  /** Ends it and whatever it started, the way a service manager would; says its exit code. */
  stop: () => Promise<number | null>;
  /** Ends it as a power cut would, and keeps its data folder where that was named. */
  kill: () => Promise<unknown>;
  errors: () => string;
}

/**
 * Starts a command that runs until it is stopped, in a process group and with a store of its own, unless
 * `ACGS_DATA` names one that lives on.
 */
export async function startAcgs(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<AcgsProcess> {
  const livesOn = env.ACGS_DATA;
  const data = livesOn ?? (await mkdtemp(join(tmpdir(), 'acgs-e2e-')));
  const child = spawn(LAUNCHER, [...args, '--data', data], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environmentWithoutAcgs(), ...env },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await exited;
    killGroup(child);
    if (livesOn === undefined) await rm(data, { recursive: true, force: true });
    return child.exitCode;
  };
  const kill = () => {
    killGroup(child);
    return exited;
  };
  try {
    const line = await firstLine(child, AbortSignal.timeout(READY_TIMEOUT_MS));
    return { ready: JSON.parse(line), pid: child.pid ?? 0, data, stop, kill, errors: () => errors };
  } catch (error) {
    await stop();
    throw new Error(`acgs ${args.join(' ')} did not become ready: ${errors}`, { cause: error });
  }
}

/** Runs a command to its end, and gives what it wrote to standard output; throws when it fails. */
export async function runAcgs(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const child = spawn(LAUNCHER, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environmentWithoutAcgs(), ...env },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  let answer = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`acgs ${args.join(' ')} ended with ${code}: ${errors}`);
  return answer;
}

/** Nothing of the operator's own set-up shall reach a test. */
function environmentWithoutAcgs(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('ACGS_') && name !== 'KUBECONFIG'),
  );
}

async function firstLine(child: ChildProcess, signal: AbortSignal): Promise<string> {
  if (!child.stdout) throw new Error('It has no standard output.');
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(() => {
    throw new Error('It ended.');
  });
  const [line] = await Promise.race([once(lines, 'line', { signal }), ended]);
  ended.catch(() => {});
  // What it says later must not fill the pipe and stop it.
  lines.on('line', () => {});
  return String(line);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left, which is what is wanted.
  }
}
