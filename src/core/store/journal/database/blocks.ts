import { HASH_BYTES } from '../merkle.ts';
import { innerNodesIn, type Subtree } from '../tree.ts';
import type { JournalDatabase } from './open.ts';

/**
 * The inner nodes are stored by blocks of 256 entries, and entries are verified so: few enough to be read at once,
 * enough to make a statement's cost small.
 */
export const BLOCK_LEVEL = 8;
const BLOCK = 2 ** BLOCK_LEVEL;

export function blockOf(leaf: number): number {
  return Math.floor(leaf / BLOCK);
}

/** The first entry whose inner nodes are in a block's row. */
export function startOf(block: number, treeFrom: number): number {
  return Math.max(block * BLOCK, treeFrom);
}

export interface Place {
  block: number;
  /** The bytes of the block's row that are for the inner nodes that a leaf completes, `to` exclusive. */
  from: number;
  to: number;
  /** Whether the row ends with them. */
  isLast: boolean;
}

/** Where the inner nodes are that become complete with a leaf, which is `treeFrom` or after it. */
export function placeOf(leaf: number, treeFrom: number): Place {
  const block = blockOf(leaf);
  const before = innerNodesIn(startOf(block, treeFrom));
  return {
    block,
    from: (innerNodesIn(leaf) - before) * HASH_BYTES,
    to: (innerNodesIn(leaf + 1) - before) * HASH_BYTES,
    isLast: (leaf + 1) % BLOCK === 0,
  };
}

/** Where a single inner node is. */
export function byteOf({ level }: Subtree, lastLeaf: number, treeFrom: number): number {
  return placeOf(lastLeaf, treeFrom).from + (level - 1) * HASH_BYTES;
}

/**
 * How many entries are in the tree when its last block has so many bytes: the least, since an entry may complete no
 * inner node.
 *
 * @throws RangeError when it cannot have so many
 */
export function treeEndAt(block: number, bytes: number, treeFrom: number): number {
  const start = startOf(block, treeFrom);
  const stored = bytes / HASH_BYTES;
  const nodesUpTo = (end: number) => innerNodesIn(end) - innerNodesIn(start);
  let end = start;
  while (nodesUpTo(end) < stored && end < (block + 1) * BLOCK) end += 1;
  if (nodesUpTo(end) !== stored)
    throw new RangeError(`Block ${block} of the tree cannot have ${bytes} bytes`);
  return end;
}

/**
 * Stores inner nodes behind those that are there: what is stored is never written anew.
 *
 * @returns what adds the nodes that become complete with the leaves `from` to `to`
 */
export function treeWriter(database: JournalDatabase): (from: number, to: number, nodes: Uint8Array) => void {
  const add = database.prepare(`
    INSERT INTO tree (block, nodes) VALUES (?, ?)
    ON CONFLICT (block) DO UPDATE SET nodes = CAST(nodes || excluded.nodes AS BLOB)`);
  return (from, to, nodes) => {
    const before = innerNodesIn(from);
    for (let start = from; start < to; ) {
      const block = blockOf(start);
      const end = Math.min(to, (block + 1) * BLOCK);
      const [first, last] = [start, end].map((leaf) => (innerNodesIn(leaf) - before) * HASH_BYTES);
      if (first !== last) add.run(block, nodes.subarray(first, last));
      start = end;
    }
  };
}
