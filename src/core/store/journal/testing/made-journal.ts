import { generateKeyPairSync } from 'node:crypto';
import { manualClock } from '../../../kernel/manual-clock.ts';
import type { Anchor } from '../anchors/anchor.ts';
import { IN_MEMORY, type JournalDatabase, openForWriting } from '../database/open.ts';
import type { NewEntry } from '../entry.ts';
import { signerOf } from '../key-file.ts';
import { createLog, type Log } from '../log.ts';
import { type NoteSigner, verifierKeysOf } from '../note.ts';

export const ORIGIN = 'acgs.test/journal';

export function madeEntry(number: number): NewEntry {
  const systems = ['governance', 'integrity', 'policy-generation'];
  return {
    actor: number % 3 === 0 ? 'alice' : 'bob',
    kind: number % 2 === 0 ? 'cluster.restart' : 'alerts.acknowledge',
    subject: `deployment/${systems[number % systems.length]}-service`,
    summary: `Act number ${number}, naïvely “quoted”`,
    data: { number, reason: 'x'.repeat((number * 37) % 300), nested: { deep: [number, null, true] } },
  };
}

export interface MadeJournal {
  database: JournalDatabase;
  log: Log;
  signer: NoteSigner;
  keys: readonly string[];
}

/** A journal whose keys and origin are recorded as the real one records them. */
export function makeJournal(
  options: {
    size: number;
    directory?: string;
    checkpointEvery?: number;
    signer?: NoteSigner;
    entry?: (number: number) => NewEntry;
  } = { size: 0 },
): MadeJournal {
  const database = openForWriting(options.directory ?? IN_MEMORY);
  const signer = options.signer ?? signerOf(generateKeyPairSync('ed25519').privateKey);
  const keys = verifierKeysOf(ORIGIN, signer);
  database.prepare("INSERT OR IGNORE INTO property VALUES ('origin', ?)").run(ORIGIN);
  for (const key of keys) database.prepare('INSERT OR IGNORE INTO verifier_key VALUES (?, 0)').run(key);
  const log = createLog(database, {
    clock: manualClock(),
    signer,
    origin: ORIGIN,
    checkpointEvery: options.checkpointEvery ?? 100,
    onUnsigned: (problem) => {
      throw problem;
    },
  });
  const entry = options.entry ?? madeEntry;
  for (let from = 0; from < options.size; from += 50) {
    const count = Math.min(50, options.size - from);
    log.append(Array.from({ length: count }, (_, offset) => entry(from + offset)));
  }
  log.checkpoint();
  return { database, log, signer, keys };
}

/** An anchor that holds what it is given. */
export function anchorHolding(note: string | undefined, name = 'test:anchor'): Anchor {
  let held = note;
  return {
    name,
    read: async () => held,
    async write(checkpoint, before) {
      if (before !== held) return false;
      held = checkpoint;
      return true;
    },
  };
}
