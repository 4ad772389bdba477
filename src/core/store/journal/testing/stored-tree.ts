import { treeWriter } from '../database/blocks.ts';
import type { JournalDatabase } from '../database/open.ts';
import type { Peak } from '../merkle.ts';
import { growTree, hashLeaves } from '../tree.ts';

function leavesIn(database: JournalDatabase): string[] {
  return database.prepare<[], string>('SELECT data FROM entry ORDER BY idx').pluck().all();
}

/** Stores the tree of the entries that are there: what whoever can change the database would do. */
export function storeTreeAnew(database: JournalDatabase): void {
  const hashes = hashLeaves(leavesIn(database));
  const update = database.prepare('UPDATE entry SET nodes = ? WHERE idx = ?');
  for (const [index, hash] of hashes.entries()) update.run(hash, index);
  database.exec('DELETE FROM tree');
  treeWriter(database)(0, hashes.length, growTree([], hashes, 0));
}

/** The nodes that each leaf completes, lowest first: a row of the first form of the journal. */
export function rowsOf(leaves: readonly string[]): Buffer[] {
  const peaks: Peak[] = [];
  return hashLeaves(leaves).map((hash, index) => Buffer.concat([hash, growTree(peaks, [hash], index)]));
}

/** Makes the file what the first version of the journal would have made of these entries. */
export function makeFirstForm(database: JournalDatabase): void {
  const update = database.prepare('UPDATE entry SET nodes = ? WHERE idx = ?');
  for (const [index, nodes] of rowsOf(leavesIn(database)).entries()) update.run(nodes, index);
  database.exec("DROP TABLE tree; DELETE FROM property WHERE name = 'treeFrom'; PRAGMA user_version = 1");
}
