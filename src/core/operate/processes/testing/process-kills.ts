import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const PROGRAM = fileURLToPath(new URL('./drive-process.ts', import.meta.url));

const told = z.object({
  processes: z.array(
    z.object({ status: z.string(), why: z.string().nullable(), steps: z.array(z.string()) }),
  ),
  turns: z.array(z.string()),
  writes: z.number(),
});

export interface KillsOutcome {
  kills: number;
  /** What should not have happened, a sentence each. */
  faults: string[];
}

/** How often a run that nobody kills writes to the journal. */
export async function writesOfARun(): Promise<number> {
  return inFolder(async (directory) => (await drive([directory, 'start'])).writes);
}

/** Just before or after the journal is written for the nth time. */
export interface Boundary {
  write: number;
  moment: 'before' | 'after';
}

/** All there are in a run that writes so often. */
export function boundariesOf(writes: number): Boundary[] {
  return Array.from({ length: writes }, (_, index) => index + 1).flatMap((write) => [
    { write, moment: 'before' as const },
    { write, moment: 'after' as const },
  ]);
}

/**
 * Kills a process at a boundary, goes on with it in another, and looks that no change was made twice, none was left
 * out, and the run ended.
 */
export async function killAtBoundaries(
  boundaries: readonly Boundary[],
  onKill?: (kill: number) => void,
): Promise<KillsOutcome> {
  const faults: string[] = [];
  let kills = 0;
  for (const { write, moment } of boundaries) {
    await inFolder(async (directory) => {
      await driveUntilKilled([directory, 'start', String(write), moment]);
      kills += 1;
      faults.push(
        ...(await faultsAfter(directory)).map((fault) => `killed ${moment} write ${write}: ${fault}`),
      );
    });
    onKill?.(kills);
  }
  return { kills, faults };
}

/** The same at moments that the machine's own pace chooses, milliseconds after the start. */
export async function killAtMoments(
  moments: readonly number[],
  onKill?: (kill: number) => void,
): Promise<KillsOutcome> {
  const faults: string[] = [];
  let kills = 0;
  for (const ms of moments) {
    await inFolder(async (directory) => {
      await driveUntilKilled([directory, 'start'], ms);
      kills += 1;
      faults.push(
        ...(await faultsAfter(directory)).map((fault) => `killed after ${Math.round(ms)} ms: ${fault}`),
      );
    });
    onKill?.(kills);
  }
  return { kills, faults };
}

async function faultsAfter(directory: string): Promise<string[]> {
  const { processes, turns } = await drive([directory, 'finish']);
  // Killed before it was begun.
  if (processes.length === 0)
    return turns.length === 0 ? [] : ['something was changed by a run that nobody knows'];
  return [
    ...processes.flatMap(({ status, why }) =>
      status === 'succeeded' ? [] : [`it ended as ${status}: ${why}`],
    ),
    ...(turns.join() === 'a,b,c' ? [] : [`the changes were ${turns.join()}`]),
  ];
}

async function drive(words: readonly string[]): Promise<z.infer<typeof told>> {
  const child = start(words);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code]: unknown[] = await once(child, 'close');
  if (code !== 0) throw new Error(`The driving process ended with ${String(code)}`);
  return told.parse(JSON.parse(output));
}

async function driveUntilKilled(words: readonly string[], afterMs?: number): Promise<void> {
  const child = start(words);
  child.stdout.resume();
  const closed = once(child, 'close');
  const timer = afterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), afterMs);
  const [code, signal]: unknown[] = await closed;
  clearTimeout(timer);
  // At a moment it may have ended before; at a boundary it cannot.
  if (signal !== 'SIGKILL' && (afterMs === undefined || code !== 0)) {
    throw new Error(`The driving process ended by itself, with ${String(code)}`);
  }
}

function start(words: readonly string[]) {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function inFolder<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'acgs-process-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
