import type { Writable } from 'node:stream';
import { OperatorError } from '../core/kernel/errors.ts';
import type { Sink } from './output.ts';
import { runCommandLine } from './run.ts';

/** How long a stopped command may take to close what it opened. */
const MAX_CLOSE_MS = 6_000;
const STOPPED = 5;

/** Runs a command line as this process: its streams, its signals, its end. */
export async function runProcess(
  words: readonly string[],
  { root, version }: { root: string; version: string },
): Promise<never> {
  const stop = new AbortController();
  const onSignal = () => {
    // A second Ctrl+C means now.
    if (stop.signal.aborted) process.exit(STOPPED);
    stop.abort(new OperatorError('stopped', 'Stopped.'));
    setTimeout(() => process.exit(STOPPED), MAX_CLOSE_MS).unref();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  // A library's stray rejection must not end in a stack trace on the operator's screen.
  process.on('unhandledRejection', (error) => {
    if (words.includes('--verbose')) process.stderr.write(`acgs: unhandled: ${String(error)}\n`);
  });
  const code = await runCommandLine(words, {
    out: sinkOf(process.stdout),
    err: sinkOf(process.stderr),
    env: process.env,
    folder: process.cwd(),
    root,
    version,
    signal: stop.signal,
  });
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(code);
}

/** A stream whose reader may leave early, as `head` does: the rest is then for nobody. */
function sinkOf(stream: Writable & { isTTY?: boolean; columns?: number }): Sink {
  let left = false;
  stream.on('error', () => {
    left = true;
  });
  return {
    write: (text) => void stream.write(text),
    async drained() {
      if (stream.writableNeedDrain && !left) await drainOf(stream);
      return !left && !stream.destroyed;
    },
    get columns() {
      return stream.isTTY ? stream.columns : undefined;
    },
  };
}

function drainOf(stream: Writable): Promise<void> {
  const EVENTS = ['drain', 'error', 'close'] as const;
  return new Promise((resolve) => {
    const done = () => {
      for (const event of EVENTS) stream.off(event, done);
      resolve();
    };
    for (const event of EVENTS) stream.on(event, done);
  });
}

function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
