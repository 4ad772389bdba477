import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../kernel/clock.ts';
import { openJournalReader } from '../index.ts';
import { verifyJournal } from '../verify/index.ts';
import { verifyFolder } from '../verify-folder.ts';
import { chooseBit, flipBit } from './bit-flips.ts';
import { makeJournal } from './made-journal.ts';
import { seeded } from './seeded.ts';

export interface BitOutcome {
  flips: number;
  /** Flips that verification found. */
  found: number;
  /** What should not have happened, a sentence each. */
  faults: string[];
}

interface BitOptions {
  flips: number;
  seed: number;
  /** How many entries the journal has. */
  entries: number;
  onFlip?: (flip: number) => void;
}

/** Changes one random bit of the entries or of the tree, again and again: each has to be found and named. */
export async function bitCampaign({ flips, seed, entries, onFlip }: BitOptions): Promise<BitOutcome> {
  const random = seeded(seed);
  const { database } = makeJournal({ size: entries, checkpointEvery: 70 });
  const faults: string[] = [];
  let found = 0;
  try {
    for (let round = 1; round <= flips; round += 1) {
      const flip = chooseBit(database, random);
      flipBit(database, flip);
      const { verdict, firstBroken } = await verifyJournal(database, { clock: systemClock() });
      if (verdict === 'broken' && firstBroken === flip.index) found += 1;
      else
        faults.push(`bit ${flip.bit} of ${flip.column} of entry ${flip.index}: ${verdict}, ${firstBroken}`);
      flipBit(database, flip);
      onFlip?.(round);
    }
    const { verdict } = await verifyJournal(database, { clock: systemClock() });
    if (verdict !== 'intact') faults.push('the journal is not intact when every change is undone');
  } finally {
    database.close();
  }
  return { flips, found, faults };
}

/**
 * Changes one random bit of the database's file. Where verification finds nothing, the bit must have been
 * one that says nothing: every entry still reads as it was.
 */
export async function fileBitCampaign({ flips, seed, entries, onFlip }: BitOptions): Promise<BitOutcome> {
  const random = seeded(seed);
  const directory = await mkdtemp(join(tmpdir(), 'acgs-bits-'));
  const path = join(directory, 'journal.db');
  const clock = systemClock();
  const faults: string[] = [];
  let found = 0;
  try {
    const made = makeJournal({ size: entries, directory, checkpointEvery: 70 });
    made.database.close();
    const whole = await readFile(path);
    const hashes = leafHashes(directory);
    for (let round = 1; round <= flips; round += 1) {
      const changed = Buffer.from(whole);
      const bit = random(8 * whole.length);
      changed[Math.floor(bit / 8)] = (changed[Math.floor(bit / 8)] ?? 0) ^ (1 << (bit % 8));
      for (const suffix of ['-wal', '-shm']) await rm(`${path}${suffix}`, { force: true });
      await writeFile(path, changed);
      const where = `bit ${bit % 8} of byte ${Math.floor(bit / 8)}`;
      try {
        const { verdict } = await verifyFolder(directory, { clock });
        if (verdict === 'broken') found += 1;
        else if (leafHashes(directory) !== hashes)
          faults.push(`${where}: intact, but not all entries read as before`);
      } catch (error) {
        // A sentence for the operator is an answer too: a file of a newer version, for one.
        if (!(error instanceof Error && error.name === 'OperatorError'))
          faults.push(`${where}: ${String(error)}`);
        else found += 1;
      }
      onFlip?.(round);
    }
  } finally {
    await rm(directory, { recursive: true });
  }
  return { flips, found, faults };
}

function leafHashes(directory: string): string {
  const reader = openJournalReader({ directory, clock: systemClock() });
  try {
    const size = reader?.size() ?? 0;
    return Array.from({ length: size }, (_, index) => reader?.get(index)?.leafHash).join(' ');
  } finally {
    reader?.close();
  }
}
