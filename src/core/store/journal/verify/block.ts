import { hash } from 'node:crypto';
import type { JournalDatabase } from '../database/open.ts';
import { HASH_BYTES, leafHash, NODE_PREFIX } from '../merkle.ts';
import { leavesOf, nodesCompletedBy, type Subtree } from '../tree.ts';
import { addPile, certain, hypothesesOfLeaf, type Pile, type StoredNodes } from './hypothesis.ts';

/** Looks at entries and their part of the tree, a perfect subtree at a time. */
export interface BlockReader {
  /**
   * Adds the entries of a subtree to the right edge.
   *
   * @returns how many there are before the first that is missing or cannot be read
   */
  add(frontier: Pile[], subtree: Subtree): number;
}

/** Blocks of 256 entries: few enough to be read at once, enough to make a statement's cost small. */
export const MAX_BLOCK_LEVEL = 8;

interface Block {
  count: number;
  /** How many of them are also found by their index, and not only by going through all. */
  reachable: number;
  /** Separated by commas, as are the byte lengths of the entries. */
  indexes: string;
  lengths: string;
  /** Each entry after a zero byte: what its leaf hash is over. */
  leaves: Buffer;
  nodes: Buffer;
}

export function createBlockReader(database: JournalDatabase): BlockReader {
  // One row for a block: a row for each entry would cost more than hashing it.
  const readBlock = database.prepare<[number, number], Block>(`
    SELECT count(*) AS count, sum(EXISTS (SELECT 1 FROM entry AS again WHERE again.idx = entry.idx)) AS reachable,
           group_concat(idx) AS indexes, group_concat(length(CAST(data AS BLOB))) AS lengths,
           CAST(group_concat(x'00' || data, '') AS BLOB) AS leaves, CAST(group_concat(nodes, '') AS BLOB) AS nodes
    FROM entry WHERE idx >= ? AND idx < ?`);
  const readRow = database.prepare<[number], { leaf: unknown; nodes: unknown }>(
    'SELECT CAST(data AS BLOB) AS leaf, CAST(nodes AS BLOB) AS nodes FROM entry WHERE idx = ?',
  );

  const addRows = (frontier: Pile[], from: number, to: number): number => {
    for (let index = from; index < to; index += 1) {
      const row = attempt(() => readRow.get(index));
      if (!(row?.leaf instanceof Uint8Array)) return index - from;
      const stored = storedNodes(row.nodes, index);
      const hypotheses = hypothesesOfLeaf(index, leafHash(row.leaf), stored(0));
      addPile(frontier, { level: 0, hypotheses }, { end: index + 1, stored });
    }
    return to - from;
  };

  return {
    add(frontier, subtree) {
      const { from, to } = leavesOf(subtree);
      const block = attempt(() => readBlock.get(from, to));
      if (!block || !isIntact(block, from, to)) return addRows(frontier, from, to);
      const stored = storedNodes(block.nodes.subarray(-nodesCompletedBy(to - 1) * HASH_BYTES), to - 1);
      const root = stored(subtree.level);
      if (root === undefined) return addRows(frontier, from, to);
      addPile(frontier, { level: subtree.level, hypotheses: certain(root) }, { end: to, stored });
      return to - from;
    },
  };
}

/** Whether every entry of a block hashes to what is stored, and every node in it, up to the block's own. */
function isIntact(block: Block, from: number, to: number): boolean {
  const { count, leaves, nodes } = block;
  if (count !== to - from || block.reachable !== count || block.indexes !== consecutive(from, to))
    return false;
  const lengths = block.lengths.split(',');
  const lefts: number[] = [];
  const pair = Buffer.alloc(1 + 2 * HASH_BYTES, NODE_PREFIX);
  let leafAt = 0;
  let nodeAt = 0;
  for (let offset = 0; offset < count; offset += 1) {
    const leafEnd = leafAt + 1 + Number(lengths[offset]);
    if (hash('sha256', leaves.subarray(leafAt, leafEnd), 'binary') !== hashAt(nodes, nodeAt)) return false;
    leafAt = leafEnd;
    const nodesEnd = nodeAt + nodesCompletedBy(from + offset) * HASH_BYTES;
    let left = lefts.pop();
    for (; left !== undefined && nodeAt + HASH_BYTES < nodesEnd; left = lefts.pop()) {
      nodes.copy(pair, 1, left, left + HASH_BYTES);
      nodes.copy(pair, 1 + HASH_BYTES, nodeAt, nodeAt + HASH_BYTES);
      nodeAt += HASH_BYTES;
      if (hash('sha256', pair, 'binary') !== hashAt(nodes, nodeAt)) return false;
    }
    if (left !== undefined) lefts.push(left);
    lefts.push(nodeAt);
    // Those of the last entry above the block are compared when the block is added to its neighbours.
    nodeAt = nodesEnd;
  }
  return leafAt === leaves.length && nodeAt === nodes.length;
}

function consecutive(from: number, to: number): string {
  let text = String(from);
  for (let index = from + 1; index < to; index += 1) text += `,${index}`;
  return text;
}

function hashAt(nodes: Buffer, at: number): string {
  return nodes.toString('latin1', at, at + HASH_BYTES);
}

/** None at all when there are more or fewer than there can be. */
function storedNodes(nodes: unknown, index: number): StoredNodes {
  const size = nodesCompletedBy(index) * HASH_BYTES;
  if (!(nodes instanceof Uint8Array) || nodes.length !== size) return () => undefined;
  return (level) => {
    const at = level * HASH_BYTES;
    return at < size ? nodes.subarray(at, at + HASH_BYTES) : undefined;
  };
}

/** Reading stops where the file is damaged; what that means is for whoever walks over it. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
