import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../../kernel/clock.ts';
import { openJournal } from '../index.ts';
import { openKeyFile } from '../key-file.ts';
import { ORIGIN } from './made-journal.ts';
import { seeded } from './seeded.ts';

const PROGRAM = fileURLToPath(new URL('./append-under-load.ts', import.meta.url));

export interface KillOutcome {
  kills: number;
  /** Entries that were acknowledged before a kill. */
  acknowledged: number;
  /** What should not have happened, a sentence each. */
  faults: string[];
}

/**
 * Kills a process that journals, at random moments, again and again over the same journal. After each
 * kill the journal must open without recovery, hold every acknowledged entry, and verify.
 */
export async function killCampaign(options: {
  kills: number;
  seed: number;
  onKill?: (kill: number) => void;
}): Promise<KillOutcome> {
  const random = seeded(options.seed);
  const directory = await mkdtemp(join(tmpdir(), 'acgs-kill-'));
  const key = join(directory, 'journal.key');
  const signer = openKeyFile(key, { create: true });
  const acknowledged = new Map<number, string>();
  const faults: string[] = [];
  try {
    for (let kill = 1; kill <= options.kills; kill += 1) {
      // The moment is counted in acknowledgements: no clock could hit the middle of a write as often.
      const recent = await appendUntilKilled([directory, key], random(400));
      for (const [index, leafHash] of recent) acknowledged.set(index, leafHash);
      const journal = openJournal({ directory, clock: systemClock(), signer, origin: ORIGIN });
      const told = (fault: string) => faults.push(`kill ${kill}: ${fault}`);
      if (journal.recovery !== null) told(`it had to be recovered: ${journal.recovery.why}`);
      for (const [index, leafHash] of acknowledged) {
        if (journal.get(index)?.leafHash !== leafHash)
          told(`entry ${index} was acknowledged and is not there`);
      }
      const { verdict, problems } = await journal.verify();
      if (verdict !== 'intact') told(problems.join(' '));
      // Every other time the next process finds what this one left unsigned.
      if (kill % 2 === 0)
        journal.append({ actor: 'test', kind: 'test.kill', subject: `${kill}`, summary: 'Survived' });
      await journal.close();
      options.onKill?.(kill);
    }
  } finally {
    await rm(directory, { recursive: true });
  }
  return { kills: options.kills, acknowledged: acknowledged.size, faults };
}

/** @returns the entries that were acknowledged, index and leaf hash */
async function appendUntilKilled(words: readonly string[], after: number): Promise<Map<number, string>> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const acknowledged = new Map<number, string>();
  let lines = 0;
  if (after === 0) child.kill('SIGKILL');
  for await (const line of createInterface({ input: child.stdout })) {
    const [, index, leafHash] = /^(\d+) ([0-9a-f]{64})$/.exec(line) ?? [];
    // The last line may be cut; what is not said in full was not acknowledged.
    if (index !== undefined && leafHash !== undefined) acknowledged.set(Number(index), leafHash);
    lines += 1;
    if (lines === after) child.kill('SIGKILL');
  }
  const [code, signal]: unknown[] = await closed;
  if (signal !== 'SIGKILL') throw new Error(`The journaling process ended by itself, with ${String(code)}`);
  return acknowledged;
}
