import type { Statement } from 'better-sqlite3';
import { HASH_BYTES, nodeHash, rootHash } from '../merkle.ts';
import { leavesOf, type NodeReader, type Subtree } from '../tree.ts';
import { BLOCK_LEVEL, blockOf, byteOf, treeEndAt } from './blocks.ts';
import type { JournalDatabase } from './open.ts';

/** The tree over the entries, as far as it is stored. */
export interface StoredTree {
  /**
   * A node as it is stored, or as it follows from the leaf hashes where the tree is not stored yet.
   *
   * @throws RangeError when it is neither there nor follows
   */
  node: NodeReader;
  /**
   * The leaf hashes of the entries `from` to `to` as they are stored.
   *
   * @throws RangeError when one of them is not there, or not a hash
   */
  leafHashes(from: number, to: number): Uint8Array[];
  /** From which entry on the inner nodes are in blocks; infinite in a journal that only has rows. */
  treeFrom(): number;
  /**
   * Up to which entry the tree is stored, exclusive; one less where that entry completes no inner node.
   *
   * @throws RangeError when the last block cannot be as it is
   */
  treeEnd(): number;
  /** The lowest block there is. */
  firstBlock(): number | undefined;
}

/** @param treeFromText the property `treeFrom` */
export function createStoredTree(
  database: JournalDatabase,
  treeFromText: () => string | undefined,
): StoredTree {
  const inRow = database
    .prepare<[number, number], unknown>(
      `SELECT substr(CAST(nodes AS BLOB), ? + 1, ${HASH_BYTES}) FROM entry WHERE idx = ?`,
    )
    .pluck();
  const rows = database
    .prepare<[number, number], unknown>(
      `SELECT substr(CAST(nodes AS BLOB), 1, ${HASH_BYTES}) FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx`,
    )
    .pluck();
  // Not there before the migration that brings the property, too.
  let blocks: Blocks | undefined;
  const inBlocks = () => {
    blocks ??= prepareBlocks(database);
    return blocks;
  };

  const treeFrom = () => {
    const from = Number(treeFromText() ?? Number.NaN);
    return Number.isSafeInteger(from) && from >= 0 ? from : Number.POSITIVE_INFINITY;
  };

  const leafHashes = (from: number, to: number): Uint8Array[] => {
    const hashes = rows.all(from, to).filter(isHash);
    if (hashes.length === to - from) return hashes;
    throw new RangeError(`The journal has not all leaf hashes of the entries ${from} to ${to - 1}`);
  };

  const stored = (subtree: Subtree): unknown => {
    const leaf = leavesOf(subtree).to - 1;
    const from = subtree.level === 0 ? Number.POSITIVE_INFINITY : treeFrom();
    if (leaf < from) return inRow.get(subtree.level * HASH_BYTES, leaf);
    return inBlocks().node.get(byteOf(subtree, leaf, from), blockOf(leaf));
  };

  const node: NodeReader = (subtree) => {
    const found = stored(subtree);
    if (isHash(found)) return found;
    const { level, index } = subtree;
    if (level === 0) throw new RangeError(`The journal has no leaf hash ${index}`);
    const { from, to } = leavesOf(subtree);
    if (level <= BLOCK_LEVEL) return rootHash(leafHashes(from, to));
    return nodeHash(
      node({ level: level - 1, index: 2 * index }),
      node({ level: level - 1, index: 2 * index + 1 }),
    );
  };

  return {
    node,
    leafHashes,
    treeFrom,
    treeEnd() {
      const from = treeFrom();
      const last = Number.isFinite(from) ? inBlocks().last.get() : undefined;
      return last === undefined ? from : treeEndAt(last.block, last.bytes, from);
    },
    firstBlock: () => (Number.isFinite(treeFrom()) ? inBlocks().first.get()?.block : undefined),
  };
}

interface Blocks {
  node: Statement<[number, number], unknown>;
  first: Statement<[], { block: number }>;
  last: Statement<[], { block: number; bytes: number }>;
}

function prepareBlocks(database: JournalDatabase): Blocks {
  return {
    node: database
      .prepare<[number, number], unknown>(
        `SELECT substr(CAST(nodes AS BLOB), ? + 1, ${HASH_BYTES}) FROM tree WHERE block = ?`,
      )
      .pluck(),
    first: database.prepare('SELECT block FROM tree ORDER BY block LIMIT 1'),
    last: database.prepare(
      'SELECT block, length(CAST(nodes AS BLOB)) AS bytes FROM tree ORDER BY block DESC LIMIT 1',
    ),
  };
}

function isHash(found: unknown): found is Uint8Array {
  return found instanceof Uint8Array && found.length === HASH_BYTES;
}
