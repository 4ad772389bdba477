import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../index.ts';
import { seeded } from '../../journal/testing/seeded.ts';
import type { Samples } from '../index.ts';

const PROGRAM = fileURLToPath(new URL('./append-until-killed.ts', import.meta.url));
/** More than one group of series, so that one may be packed and the other not. */
export const SERIES = 200;
export const INTERVAL_MS = 15_000;
/** So many moments make every group pack at least once. */
const MOST_MOMENTS = 700;

/**
 * Kills a process that records samples, after so many moments that it was acknowledged, again and again over
 * the same store. After each kill every series must have every moment that was acknowledged, once.
 *
 * @returns how many moments there were, and what should not have happened, a sentence each
 */
export async function killSamples(options: {
  kills: number;
  seed: number;
  onKill?: (kill: number) => void;
}): Promise<{ moments: number; faults: string[] }> {
  const random = seeded(options.seed);
  const directory = await mkdtemp(join(tmpdir(), 'acgs-killed-'));
  const faults: string[] = [];
  let acknowledged = 0;
  try {
    for (let kill = 1; kill <= options.kills; kill += 1) {
      acknowledged = await appendUntilKilled(directory, acknowledged + 1 + random(MOST_MOMENTS));
      const store = openStore(directory, 60_000);
      for (const fault of faultsOf(store.samples, acknowledged)) faults.push(`kill ${kill}: ${fault}`);
      if (store.trouble() !== null) faults.push(`kill ${kill}: the store was in trouble`);
      store.close();
      options.onKill?.(kill);
    }
  } finally {
    await rm(directory, { recursive: true });
  }
  return { moments: acknowledged, faults };
}

/** How many moments are there, by the series that is written last. */
export function recorded(samples: Samples): number {
  const last = samples.series('x').find(({ labels }) => labels.n === String(SERIES - 1));
  return last ? samples.points(last, 0, Number.MAX_SAFE_INTEGER).length : 0;
}

function faultsOf(samples: Samples, acknowledged: number): string[] {
  const all = samples.series('x');
  if (all.length !== SERIES) return [`${all.length} of ${SERIES} series are there`];
  return all.flatMap((series) => {
    const { times, values, length } = samples.points(series, 0, Number.MAX_SAFE_INTEGER);
    const name = `series ${series.labels.n}`;
    // The last may have been taken without being told any more.
    if (length < acknowledged || length > acknowledged + 1) {
      return [`${name} has ${length} moments, ${acknowledged} were acknowledged`];
    }
    const offset = Number(series.labels.n);
    for (let index = 0; index < length; index += 1) {
      if (times[index] !== (index + 1) * INTERVAL_MS || values[index] !== index + 1 + offset) {
        return [`${name} has ${values[index]} at ${times[index]}, in place ${index}`];
      }
    }
    return [];
  });
}

/** @returns the number of the last moment that was acknowledged */
async function appendUntilKilled(directory: string, until: number): Promise<number> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let last = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last === until) child.kill('SIGKILL');
  }
  const [code, signal] = await closed;
  if (signal !== 'SIGKILL') throw new Error(`append-until-killed ended by itself with ${String(code)}`);
  return last;
}
