import type { JournalDatabase } from './open.ts';
import { createStoredTree, type StoredTree } from './stored-tree.ts';

/** A checkpoint as it is stored: nothing of it was checked. */
export interface StoredCheckpoint {
  size: number;
  note: string;
}

/** What is in the journal's database, as it is there. */
export interface Records extends StoredTree {
  /** One more than the highest index. */
  size(): number;
  /** An entry's leaf: its bytes, whatever they are. */
  leaf(index: number): Uint8Array | undefined;
  checkpoints(): StoredCheckpoint[];
  lastCheckpoint(): StoredCheckpoint | undefined;
  /** Each as `name+id+base64`, the oldest first. */
  verifierKeys(): string[];
  property(name: PropertyName): string | undefined;
}

/**
 * `origin` is the journal's name; `imported` describes where an imported journal came from; `treeFrom` is explained in
 * 0002-tree.ts.
 */
export type PropertyName = 'origin' | 'imported' | 'treeFrom';

export function createRecords(database: JournalDatabase): Records {
  const last = database.prepare<[], number>('SELECT idx FROM entry ORDER BY idx DESC LIMIT 1').pluck();
  const leaf = database
    .prepare<[number], unknown>('SELECT CAST(data AS BLOB) FROM entry WHERE idx = ?')
    .pluck();
  const checkpoints = database.prepare<[], StoredCheckpoint>(
    'SELECT size, note FROM checkpoint ORDER BY size',
  );
  const lastCheckpoint = database.prepare<[], StoredCheckpoint>(
    'SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1',
  );
  const keys = database.prepare<[], string>('SELECT key FROM verifier_key ORDER BY since, rowid').pluck();
  const properties = database.prepare<[string], string>('SELECT value FROM property WHERE name = ?').pluck();
  const property = (name: PropertyName) => properties.get(name);
  return {
    size: () => (last.get() ?? -1) + 1,
    leaf(index) {
      const found = leaf.get(index);
      return found instanceof Uint8Array ? found : undefined;
    },
    checkpoints: () => checkpoints.all(),
    lastCheckpoint: () => lastCheckpoint.get(),
    verifierKeys: () => keys.all(),
    property,
    ...createStoredTree(database, () => property('treeFrom')),
  };
}
