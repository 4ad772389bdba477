import { OperatorError } from '../../kernel/errors.ts';
import type { JournalDatabase } from './database/open.ts';
import type { Records } from './database/records.ts';
import { type NoteSigner, verifierKeysOf } from './note.ts';

/**
 * The journal's name, which never changes; the wished one is written down when it has none yet.
 *
 * @throws OperatorError `refused` when the journal is an imported one, which takes no entries
 */
export function originOf(database: JournalDatabase, records: Records, wished: string): string {
  if (records.property('imported') !== undefined) {
    throw new OperatorError(
      'refused',
      'The journal in this folder was imported for review and takes no entries',
      {
        hint: 'Choose another data folder with --data.',
      },
    );
  }
  database.prepare("INSERT OR IGNORE INTO property (name, value) VALUES ('origin', ?)").run(wished);
  return records.property('origin') ?? wished;
}

/**
 * Writes down the keys that sign for the journal from now on, unless they are known.
 *
 * @param sayChange is called first when others signed before
 */
export function recordKeys(
  database: JournalDatabase,
  records: Records,
  { origin, signer, sayChange }: { origin: string; signer: NoteSigner; sayChange: (key: string) => void },
): void {
  const known = records.verifierKeys();
  const keys = verifierKeysOf(origin, signer);
  if (keys.every((key) => known.includes(key))) return;
  if (known.length > 0) sayChange(keys[0]);
  const insert = database.prepare('INSERT OR IGNORE INTO verifier_key (key, since) VALUES (?, ?)');
  const record = database.transaction((since: number) => {
    for (const key of keys) insert.run(key, since);
  });
  record.immediate(records.size());
}

/** A name that no other journal has: that of its first key. */
export function originFor(signer: NoteSigner): string {
  return `acgs-control-center/${Buffer.from(signer.publicKey).toString('hex').slice(0, 16)}`;
}

/** The name of a journal whose own name is taken by one that it cannot continue: `…/2`, `…/3`. */
export function successorOf(origin: string): string {
  const [, base = origin, number = '1'] = /^(.*)\/([0-9]+)$/.exec(origin) ?? [];
  return `${base}/${Number(number) + 1}`;
}
