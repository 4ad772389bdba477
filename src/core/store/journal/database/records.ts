import { HASH_BYTES } from '../merkle.ts';
import { leavesOf, type NodeReader } from '../tree.ts';
import type { JournalDatabase } from './open.ts';

/** A checkpoint as it is stored: nothing of it was checked. */
export interface StoredCheckpoint {
  size: number;
  note: string;
}

/** What is in the journal's database, as it is there. */
export interface Records {
  /** One more than the highest index. */
  size(): number;
  /** An entry's leaf: its bytes, whatever they are. */
  leaf(index: number): Uint8Array | undefined;
  /** @throws RangeError when the node is not there, or not a hash */
  node: NodeReader;
  checkpoints(): StoredCheckpoint[];
  lastCheckpoint(): StoredCheckpoint | undefined;
  /** Each as `name+id+base64`, the oldest first. */
  verifierKeys(): string[];
  property(name: PropertyName): string | undefined;
}

/** `origin` is the journal's name; `imported` describes where an imported journal came from. */
export type PropertyName = 'origin' | 'imported';

export function createRecords(database: JournalDatabase): Records {
  const last = database.prepare<[], number>('SELECT idx FROM entry ORDER BY idx DESC LIMIT 1').pluck();
  const leaf = database
    .prepare<[number], unknown>('SELECT CAST(data AS BLOB) FROM entry WHERE idx = ?')
    .pluck();
  const node = database
    .prepare<[number, number], unknown>(
      `SELECT substr(CAST(nodes AS BLOB), ? + 1, ${HASH_BYTES}) FROM entry WHERE idx = ?`,
    )
    .pluck();
  const checkpoints = database.prepare<[], StoredCheckpoint>(
    'SELECT size, note FROM checkpoint ORDER BY size',
  );
  const lastCheckpoint = database.prepare<[], StoredCheckpoint>(
    'SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1',
  );
  const keys = database.prepare<[], string>('SELECT key FROM verifier_key ORDER BY since, rowid').pluck();
  const property = database.prepare<[string], string>('SELECT value FROM property WHERE name = ?').pluck();
  return {
    size: () => (last.get() ?? -1) + 1,
    leaf(index) {
      const found = leaf.get(index);
      return found instanceof Uint8Array ? found : undefined;
    },
    node(subtree) {
      const found = node.get(subtree.level * HASH_BYTES, leavesOf(subtree).to - 1);
      if (found instanceof Uint8Array && found.length === HASH_BYTES) return found;
      throw new RangeError(`The journal has no node ${subtree.index} at level ${subtree.level}`);
    },
    checkpoints: () => checkpoints.all(),
    lastCheckpoint: () => lastCheckpoint.get(),
    verifierKeys: () => keys.all(),
    property: (name) => property.get(name),
  };
}
