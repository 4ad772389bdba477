import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { OperatorError } from '../core/kernel/errors.ts';
import type { Log } from '../core/kernel/log.ts';

/** Its stores say goodbye properly in far less; whoever is still there is not going to. */
const MAX_STOP_MS = 5_000;

export interface SandboxProcess {
  profilePath: string;
  /** Where faults are turned on and off. */
  controlUrl: string;
  stop(): Promise<void>;
}

const readyLine = z.object({ ready: z.literal(true), profile: z.string(), control: z.string() });
const failureLine = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() }),
});

/**
 * Starts `acgs sandbox up` as a process of its own, so that practice and practised-on share neither
 * event loop nor memory. It hangs on our pipe: when we are gone, however abruptly, its standard input
 * ends and it stops.
 *
 * @throws OperatorError `usage` for a fault that does not exist, `internal` when it cannot start
 */
export async function startSandboxProcess(options: {
  faults: readonly string[];
  pods: number | undefined;
  timeScale: number | undefined;
  verbose: boolean;
  env: Readonly<Record<string, string | undefined>>;
  log: Log;
  signal: AbortSignal;
}): Promise<SandboxProcess> {
  const words = [
    ...['sandbox', 'up', '--lifeline', '--json'],
    ...options.faults.flatMap((fault) => ['--fault', fault]),
    ...(options.pods === undefined ? [] : ['--pods', String(options.pods)]),
    ...(options.timeScale === undefined ? [] : ['--time-scale', String(options.timeScale)]),
    ...(options.verbose ? ['--verbose'] : []),
  ];
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, main, ...words], {
    env: { ...options.env },
    // A Ctrl+C of the terminal is for us alone: we close first, then the sandbox.
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', options.verbose ? 'inherit' : 'ignore'],
  });
  // A child that is gone ends its output, which is what tells us; its pipe may still complain.
  child.on('error', (error) => options.log.warn('the sandbox process failed', { error }));
  child.stdin?.on('error', () => undefined);
  const stop = () => stopChild(child);
  try {
    const { profile, control } = await firstLine(child, options.signal);
    options.log.debug('sandbox ready', { control });
    return { profilePath: profile, controlUrl: control, stop };
  } catch (error) {
    // Whoever stops now does not wait for a start to end: without our pipe it ends by itself.
    if (options.signal.aborted) child.stdin?.end();
    else await stop();
    throw error;
  }
}

async function firstLine(child: ChildProcess, signal: AbortSignal): Promise<z.infer<typeof readyLine>> {
  if (child.stdout === null) throw new OperatorError('internal', 'The sandbox has no output');
  let said = '';
  const lines = createInterface({ input: child.stdout, signal });
  for await (const line of lines) {
    said += `${line}\n`;
    const document = parse(said);
    if (document === undefined) continue;
    const ready = readyLine.safeParse(document);
    if (ready.success) return ready.data;
    const failure = failureLine.safeParse(document);
    if (failure.success) throw failed(failure.data.error);
  }
  signal.throwIfAborted();
  throw new OperatorError('internal', 'The sandbox stopped before it was ready', {
    hint: 'bin/acgs sandbox up --verbose says more.',
  });
}

/** The sandbox's own words about why it did not start. */
function failed({
  code,
  message,
  hint,
}: {
  code: string;
  message: string;
  hint: string | null;
}): OperatorError {
  return new OperatorError(code === 'usage' ? 'usage' : 'internal', message, hint === null ? {} : { hint });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const closed = once(child, 'close');
  child.stdin?.end();
  child.stdout?.resume();
  const hard = setTimeout(() => killAll(child.pid), MAX_STOP_MS);
  await closed;
  clearTimeout(hard);
}

/** The sandbox and what it started: where it leads a process group, all of that. */
function killAll(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It was gone after all.
  }
}
