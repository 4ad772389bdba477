import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Clock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { NotDone } from '../../operate/ending.ts';

export interface ProgramEnd {
  /** 128 and the signal's number where one ended it, as shells say it. */
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * Of each stream so much is kept, its beginning: the rest is read, so that nobody waits, and let go. As JSON, with its
 * quotes and line ends, it has to fit into the 64 KiB that a record of a run keeps of a text.
 */
const KEPT_BYTES = 49_152;
/** Kept beyond it until secrets are struck out: one that is cut in two would not be found. */
const MARGIN_BYTES = 4096;
/** Between being told to end and being killed. */
const GRACE_MS = 1000;
/** Of somebody it left behind who still holds its output. */
const LAST_OUTPUT_MS = 500;
/** All that a program is told of its surroundings: no secret of the control center, no path of its libraries. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot', 'TEMP'] as const;

/**
 * Runs a program in a group of its own, without a shell. When it is stopped, everything of the group is: what it
 * started too, unless that left the group.
 *
 * @throws NotDone when it could not be started; OperatorError `stopped` or `timeout` when it was stopped
 */
export async function runProgram(options: {
  path: string;
  arguments: readonly string[];
  clock: Clock;
  signal: AbortSignal;
  /** Strikes secrets out. */
  clean: (text: string) => string;
  onLine?: (line: string) => void;
}): Promise<ProgramEnd> {
  const { path, clock, signal, clean } = options;
  if (signal.aborted) throw new NotDone('stopped', 'Stopped before it began');
  const child = await started(path, options.arguments);
  const out = keep(child, 'stdout');
  const err = keep(child, 'stderr');
  let stopped = false;
  let cancelKill = () => {};
  const stop = () => {
    stopped = true;
    killGroup(child, 'SIGTERM');
    cancelKill = clock.real.after(GRACE_MS, () => killGroup(child, 'SIGKILL'));
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [code, by] = await exited(child);
    // Whoever of the group ignored the first word gets the second one now.
    if (stopped) killGroup(child, 'SIGKILL');
    await lastOutput(child, clock);
    if (stopped) {
      const { reason } = signal;
      const why = reason instanceof OperatorError ? reason.message : 'Stopped';
      const errorCode = reason instanceof OperatorError ? reason.code : 'stopped';
      throw new OperatorError(errorCode, `${why}: the program was ended in the middle of it`, {
        retryable: false,
      });
    }
    return {
      exitCode: code ?? 128 + (by === null ? 0 : (SIGNALS[by] ?? 0)),
      stdout: shown(out(), clean),
      stderr: shown(err(), clean),
    };
  } finally {
    cancelKill();
    signal.removeEventListener('abort', stop);
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
}

const SIGNALS: Partial<Record<NodeJS.Signals, number>> = {
  ...{ SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGPIPE: 13, SIGTERM: 15 },
};

async function started(path: string, words: readonly string[]): Promise<ChildProcess> {
  const environment = Object.fromEntries(
    PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  try {
    const child = spawn(path, [...words], {
      shell: false,
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment,
    });
    await once(child, 'spawn');
    return child;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EACCES'
          ? 'it may not be run by this user'
          : error instanceof Error
            ? error.message
            : String(error);
    throw new NotDone('not-found', `${path} cannot be started: ${why}`, {
      hint: 'Check commands in the profile.',
      cause: error,
    });
  }
}

async function exited(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return [child.exitCode, child.signalCode];
}

function keep(child: ChildProcess, name: 'stdout' | 'stderr'): () => { text: string; bytes: number } {
  const chunks: Buffer[] = [];
  let kept = 0;
  let bytes = 0;
  child[name]?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    const room = KEPT_BYTES + MARGIN_BYTES - kept;
    if (room <= 0) return;
    const part = chunk.subarray(0, room);
    kept += part.length;
    chunks.push(part);
  });
  return () => ({ text: Buffer.concat(chunks).toString('utf8'), bytes });
}

function shown({ text, bytes }: { text: string; bytes: number }, clean: (text: string) => string): string {
  const cleaned = clean(text);
  const most = Buffer.from(cleaned);
  if (bytes <= KEPT_BYTES && most.length <= KEPT_BYTES) return cleaned;
  const note = `\n… ${bytes} bytes in all, of which the beginning is kept`;
  return most.subarray(0, KEPT_BYTES - Buffer.byteLength(note)).toString('utf8') + note;
}

async function lastOutput(child: ChildProcess, clock: Clock): Promise<void> {
  const streams = [child.stdout, child.stderr].filter((it) => it !== null && !it.closed && !it.readableEnded);
  if (streams.length === 0) return;
  const ended = Promise.all(streams.map((it) => new Promise((resolve) => it?.once('close', resolve))));
  const late = Promise.withResolvers<void>();
  const cancel = clock.real.after(LAST_OUTPUT_MS, late.resolve);
  await Promise.race([ended, late.promise]);
  cancel();
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // Nobody of it is left.
  }
}
