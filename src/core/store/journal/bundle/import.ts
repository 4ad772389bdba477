import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../../../kernel/errors.ts';
import { treeWriter } from '../database/blocks.ts';
import { type JournalDatabase, journalPath, openForReading, openForWriting } from '../database/open.ts';
import { storageProblem } from '../database/problem.ts';
import type { Peak } from '../merkle.ts';
import { growTree, hashLeaves, subtreesOf } from '../tree.ts';
import { type BundleHeader, decodeHashes } from './format.ts';
import { type BundleVerification, type VerifyBundleOptions, verifyBundle } from './verify.ts';

const ROWS_AT_ONCE = 256;

/**
 * Makes a journal for review out of a bundle, in a data folder that has none. It is verified on the way:
 * a bundle that is broken anywhere leaves nothing behind.
 *
 * @throws OperatorError `usage` when the file is not a bundle or the folder has a journal, `internal` when
 *   the bundle is broken or the folder cannot be written
 */
export async function importBundle(
  path: string,
  options: Omit<VerifyBundleOptions, 'onEntry' | 'onHeader'> & { directory: string },
): Promise<BundleVerification> {
  const { directory } = options;
  refuseSecondJournal(directory);
  const folder = join(directory, UNFINISHED);
  const clear = () => rmSync(folder, { recursive: true, force: true });
  let rows: RowWriter | undefined;
  try {
    clear();
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const verification = await verifyBundle(path, {
      ...options,
      onHeader: (header) => {
        rows = createRowWriter(folder, header);
      },
      onEntry: (_index, leaf) => rows?.add(leaf),
    });
    rows?.close();
    if (verification.verdict === 'broken') {
      const [first = 'it is not as it was written.', ...more] = verification.problems;
      const rest = more.length === 0 ? '' : ` (and ${more.length} more)`;
      throw new OperatorError('internal', `${path} is broken, nothing was imported: ${first}${rest}`, {
        hint: 'Ask for the file again; acgs audit verify --bundle says all that is wrong with this one.',
      });
    }
    refuseSecondJournal(directory);
    renameSync(journalPath(folder), journalPath(directory));
    return verification;
  } catch (error) {
    if (error instanceof OperatorError || options.signal?.aborted) throw error;
    throw storageProblem(error, 'nothing was imported');
  } finally {
    rows?.close();
    clear();
  }
}

const UNFINISHED = 'journal.importing';

function refuseSecondJournal(directory: string): void {
  const present = openForReading(directory);
  present?.close();
  if (present !== undefined) {
    throw new OperatorError(
      'usage',
      'This data folder has a journal already: a bundle is imported beside none',
      {
        hint: 'Choose an empty folder with --data DIR, and name it again to list, search and verify.',
      },
    );
  }
}

interface RowWriter {
  add(leaf: Uint8Array): void;
  /** May be called twice. */
  close(): void;
}

function createRowWriter(folder: string, header: BundleHeader): RowWriter {
  const database = openForWriting(folder);
  describe(database, header);
  const insert = database.prepare('INSERT INTO entry (idx, data, nodes) VALUES (?, ?, ?)');
  const storeNodes = treeWriter(database);
  const left = decodeHashes(header.before);
  const frontier: Peak[] = subtreesOf(0, header.from).flatMap(({ level }, index) => {
    const hash = left[index];
    return hash === undefined ? [] : [{ level, hash }];
  });
  let next = header.from;
  let waiting: string[] = [];
  const write = database.transaction(() => {
    const hashes = hashLeaves(waiting);
    for (const [offset, leaf] of waiting.entries()) insert.run(next + offset, leaf, hashes[offset]);
    storeNodes(next, next + waiting.length, growTree(frontier, hashes, next));
  });
  const flush = () => {
    write.immediate();
    next += waiting.length;
    waiting = [];
  };
  return {
    add(leaf) {
      waiting.push(Buffer.from(leaf).toString());
      if (waiting.length === ROWS_AT_ONCE) flush();
    },
    close() {
      if (!database.open) return;
      flush();
      database.close();
    },
  };
}

function describe(database: JournalDatabase, header: BundleHeader): void {
  const { origin, from, to, size, before, after, checkpoint, keys, exportedAt } = header;
  const property = database.prepare('INSERT OR REPLACE INTO property (name, value) VALUES (?, ?)');
  property.run('origin', origin);
  property.run('treeFrom', String(from));
  property.run('imported', JSON.stringify({ from, to, size, before, after, exportedAt }));
  const key = database.prepare('INSERT OR IGNORE INTO verifier_key (key, since) VALUES (?, 0)');
  for (const it of keys) key.run(it);
  database.prepare('INSERT INTO checkpoint (size, note) VALUES (?, ?)').run(size, checkpoint);
}
