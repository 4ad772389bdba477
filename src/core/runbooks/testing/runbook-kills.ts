import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';

const PROGRAM = fileURLToPath(new URL('./drive-runbook.ts', import.meta.url));

const told = z.object({
  runs: z.array(z.object({ status: z.string(), why: z.string().nullable(), steps: z.array(z.string()) })),
  written: z.number(),
});

export interface Driven {
  runbook: string;
  parameters: Readonly<Record<string, string | number>>;
  /** Faults of the practice system that it is about. */
  faults: readonly string[];
}

interface Course {
  status: string;
  why: string | null;
  /** Method and path of every change, sorted: branches beside each other have no order. */
  changes: string[];
  /** How often the journal was written. */
  written: number;
}

/** What a run does that nobody kills, on a practice system of its own. */
export function undisturbed(driven: Driven): Promise<Course> {
  return onPractice(driven, (at) => courseOf(at, 'start'));
}

/**
 * Kills a run as soon as the journal has been written for the nth time, or after so many milliseconds, goes on with it
 * in another process, and compares it with one that nobody killed.
 *
 * @returns what should not have happened, a sentence each
 */
export async function killedAt(
  driven: Driven,
  at: { write: number } | { ms: number },
  expected: Course,
): Promise<string[]> {
  return onPractice(driven, async (where) => {
    const words = 'write' in at ? [String(at.write)] : [];
    const child = start(where, 'start', words);
    const timer = 'ms' in at ? setTimeout(() => child.kill('SIGKILL'), at.ms) : undefined;
    await once(child, 'close');
    clearTimeout(timer);
    const { status, why, changes } = await courseOf(where, 'finish');
    const moment = 'write' in at ? `at write ${at.write}` : `after ${at.ms} ms`;
    // Killed before it was begun, or it had ended before.
    if (status === 'none') return changes.length === 0 ? [] : [`killed ${moment}: something was changed`];
    return [
      ...(status === expected.status ? [] : [`killed ${moment}: it ended as ${status}: ${why}`]),
      ...(changes.join() === expected.changes.join()
        ? []
        : [
            `killed ${moment}: the changes were ${changes.join(', ')} instead of ${expected.changes.join(', ')}`,
          ]),
    ];
  });
}

interface Practice {
  sandbox: Sandbox;
  data: string;
  driven: Driven;
}

async function onPractice<T>(driven: Driven, work: (practice: Practice) => Promise<T>): Promise<T> {
  const data = await mkdtemp(join(tmpdir(), 'acgs-runbook-'));
  const sandbox = await startSandbox({ faults: driven.faults });
  try {
    return await work({ sandbox, data, driven });
  } finally {
    await sandbox.close();
    await rm(data, { recursive: true, force: true });
  }
}

async function courseOf(practice: Practice, what: 'start' | 'finish'): Promise<Course> {
  const child = start(practice, what, []);
  let answer: unknown;
  child.on('message', (message) => {
    if (message === 'changes') child.send([...practice.sandbox.changes()]);
    else answer = message;
  });
  const [code]: unknown[] = await once(child, 'close');
  if (code !== 0) throw new Error(`The driving process ended with ${String(code)}`);
  const { runs, written } = told.parse(answer);
  const [run] = runs;
  const changes = practice.sandbox.changes().map(({ method, path }) => `${method} ${path.split('?')[0]}`);
  return { status: run?.status ?? 'none', why: run?.why ?? null, changes: changes.sort(), written };
}

function start({ sandbox, data, driven }: Practice, what: string, words: readonly string[]) {
  const { runbook, parameters } = driven;
  return fork(PROGRAM, [data, sandbox.profilePath, runbook, JSON.stringify(parameters), what, ...words], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}
