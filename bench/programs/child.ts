import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ChildOptions {
  /** Added to our own environment. */
  env?: Readonly<Record<string, string>>;
  /** Ends the program early. */
  signal: AbortSignal;
  /** The exit codes that are an answer; default 0. */
  accepts?: readonly number[];
}

/** Ends with its last words when it takes longer to stop than this. */
const MAX_STOP_MS = 10_000;

/**
 * Runs a program to its end and reads all it says.
 *
 * @returns milliseconds from just before it was started until it was gone
 * @throws Error with its last words when it does not exit as it should
 */
export async function runTimed(
  command: string,
  args: readonly string[],
  options: ChildOptions,
): Promise<{ elapsedMs: number; stdout: string }> {
  const startedAt = performance.now();
  const child = start(command, args, 'ignore', options);
  const stdout: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  const lastWords = keepLastWords(child);
  const code = await closed(child);
  const elapsedMs = performance.now() - startedAt;
  if (code === null || !(options.accepts ?? [0]).includes(code))
    throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${lastWords()}`);
  return { elapsedMs, stdout: Buffer.concat(stdout).toString('utf8') };
}

/** A program that goes on until it is stopped, and speaks in lines. */
export interface Running {
  /**
   * The next line it says, and the milliseconds from just before it was started until the line came.
   * @throws Error with its last words when it ends instead
   */
  nextLine(): Promise<{ text: string; elapsedMs: number }>;
  say(line: string): void;
  /** Asks it to stop, and waits until it is gone. */
  stop(): Promise<void>;
}

/** Starts a program and leaves it running. Its standard input stays open for as long as we live. */
export function launch(command: string, args: readonly string[], options: ChildOptions): Running {
  const startedAt = performance.now();
  const child = start(command, args, 'pipe', options);
  const lastWords = keepLastWords(child);
  child.stdin?.on('error', () => {});
  const gone = closed(child);
  const heard: { text: string; elapsedMs: number }[] = [];
  const waiting: (() => void)[] = [];
  let ended = false;
  const rouse = () => {
    for (const wake of waiting.splice(0)) wake();
  };
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (text) => {
      heard.push({ text, elapsedMs: performance.now() - startedAt });
      rouse();
    });
  }
  void gone.then(() => {
    ended = true;
    rouse();
  });
  return {
    async nextLine() {
      for (;;) {
        const line = heard.shift();
        if (line) return line;
        if (ended) throw new Error(`${command} ${args.join(' ')} ended: ${lastWords()}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    say: (line) => void child.stdin?.write(`${line}\n`),
    async stop() {
      if (ended) return;
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), MAX_STOP_MS);
      await gone;
      clearTimeout(hard);
    },
  };
}

function start(
  command: string,
  args: readonly string[],
  stdin: 'ignore' | 'pipe',
  { env, signal }: ChildOptions,
): ChildProcess {
  signal.throwIfAborted();
  const child = spawn(command, [...args], {
    stdio: [stdin, 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    // A Ctrl+C of the terminal is for us alone: we stop them in order.
    detached: process.platform !== 'win32',
  });
  const end = () => child.kill('SIGTERM');
  signal.addEventListener('abort', end);
  const killAtExit = () => child.kill('SIGKILL');
  process.setMaxListeners(0);
  process.once('exit', killAtExit);
  child.once('close', () => {
    process.off('exit', killAtExit);
    signal.removeEventListener('abort', end);
  });
  return child;
}

/** Its exit code, once it has ended and all it said was read. One that could not be started ends below 0. */
function closed(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', (code) => resolve(code)));
}

function keepLastWords(child: ChildProcess): () => string {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000);
  });
  child.on('error', (error) => {
    said += error.message;
  });
  return () => said.trim().split('\n').slice(-4).join(' | ');
}
