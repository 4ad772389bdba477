import { hash } from 'node:crypto';
import { attempt } from '../attempt.ts';
import { placeOf } from '../database/blocks.ts';
import type { JournalDatabase } from '../database/open.ts';
import { HASH_BYTES, leafHash, NODE_PREFIX } from '../merkle.ts';
import { leavesOf, nodesCompletedBy, type Subtree } from '../tree.ts';
import { addPile, certain, hypothesesOfLeaf, type Pile, type StoredNodes } from './hypothesis.ts';
import type { Range } from './range.ts';

/** Looks at entries and their part of the tree, a perfect subtree at a time. */
export interface BlockReader {
  /**
   * Adds the entries of a subtree to the right edge.
   *
   * @returns how many there are before the first that is missing or cannot be read
   */
  add(frontier: Pile[], subtree: Subtree): number;
  /** The entries that were added so far, and complete nodes that should be stored and are not. */
  readonly lacking: readonly Range[];
}

/** Which nodes are stored, and where. */
export interface ExpectedNodes {
  /** From which entry on the inner nodes are in blocks; infinite where all are in the rows. */
  treeFrom: number;
  /** The nodes that entries before this one complete have to be there; those beyond may be. */
  storedTo: number;
}

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
  /** The least and the most bytes of nodes in a row. */
  least: number;
  most: number;
}

/** The nodes that are stored with some entries: of the inner ones as many as there are. */
interface Nodes {
  leafHashes: Buffer;
  inner: Buffer;
}

export function createBlockReader(database: JournalDatabase, expected: ExpectedNodes): BlockReader {
  // One row for a block: a row for each entry would cost more than hashing it.
  const readBlock = database.prepare<[number, number], Block>(`
    SELECT count(*) AS count, sum(EXISTS (SELECT 1 FROM entry AS again WHERE again.idx = entry.idx)) AS reachable,
           group_concat(idx) AS indexes, group_concat(length(CAST(data AS BLOB))) AS lengths,
           CAST(group_concat(x'00' || data, '') AS BLOB) AS leaves, CAST(group_concat(nodes, '') AS BLOB) AS nodes,
           min(octet_length(nodes)) AS least, max(octet_length(nodes)) AS most
    FROM entry WHERE idx >= ? AND idx < ?`);
  const readRow = database.prepare<[number], { leaf: unknown; nodes: unknown }>(
    'SELECT CAST(data AS BLOB) AS leaf, CAST(nodes AS BLOB) AS nodes FROM entry WHERE idx = ?',
  );
  const innerNodes = innerNodesReader(database, expected.treeFrom);
  const lacking: Range[] = [];

  const note = (index: number) => {
    const last = lacking.at(-1);
    // Every other entry completes nothing above itself.
    if (last !== undefined && index - last.to <= 1) last.to = index + 1;
    else lacking.push({ from: index, to: index + 1 });
  };

  const storedAt = (index: number, row: unknown): StoredNodes => {
    const { stored, isLacking } = storedNodes(row, innerNodes(index, index + 1), index, expected.treeFrom);
    if (isLacking && index < expected.storedTo) note(index);
    return stored;
  };

  const addRows = (frontier: Pile[], from: number, to: number): number => {
    for (let index = from; index < to; index += 1) {
      const row = attempt(() => readRow.get(index));
      if (!(row?.leaf instanceof Uint8Array)) return index - from;
      const stored = storedAt(index, row.nodes);
      const hypotheses = hypothesesOfLeaf(index, leafHash(row.leaf), stored(0));
      addPile(frontier, { level: 0, hypotheses }, { end: index + 1, stored });
    }
    return to - from;
  };

  return {
    lacking,
    add(frontier, subtree) {
      const { from, to } = leavesOf(subtree);
      const block = attempt(() => readBlock.get(from, to));
      const nodes = block && nodesOf(block, from, to);
      const root = nodes && intactRoot(block, nodes, subtree, expected.storedTo);
      if (root === undefined) return addRows(frontier, from, to);
      const stored = storedAt(to - 1, attempt(() => readRow.get(to - 1))?.nodes);
      addPile(frontier, { level: subtree.level, hypotheses: certain(root) }, { end: to, stored });
      return to - from;
    },
  };

  /** Undefined where entries are missing, or are not all of one form, or their nodes cannot be read. */
  function nodesOf(block: Block, from: number, to: number): Nodes | undefined {
    const { count, nodes, least, most } = block;
    if (count !== to - from) return undefined;
    if (from >= expected.treeFrom) {
      const inner = least === HASH_BYTES && most === HASH_BYTES ? innerNodes(from, to) : undefined;
      return inner && { leafHashes: nodes, inner };
    }
    return to <= expected.treeFrom ? apart(nodes, from, to) : undefined;
  }
}

/** The leaf hashes and the inner nodes out of rows that hold both. */
function apart(nodes: Buffer, from: number, to: number): Nodes | undefined {
  const leafHashes = Buffer.allocUnsafe((to - from) * HASH_BYTES);
  const inner = Buffer.allocUnsafe(Math.max(0, nodes.length - leafHashes.length));
  let [at, innerAt] = [0, 0];
  for (let index = from; index < to; index += 1) {
    const end = at + nodesCompletedBy(index) * HASH_BYTES;
    if (end > nodes.length) return undefined;
    nodes.copy(leafHashes, (index - from) * HASH_BYTES, at, at + HASH_BYTES);
    innerAt += nodes.copy(inner, innerAt, at + HASH_BYTES, end);
    at = end;
  }
  return at === nodes.length ? { leafHashes, inner } : undefined;
}

/**
 * The hash of a subtree, when every entry hashes to what is stored, and every inner node to what is stored where it has
 * to be; else undefined.
 */
function intactRoot(
  block: Block,
  { leafHashes, inner }: Nodes,
  { level: top, index }: Subtree,
  storedTo: number,
): Uint8Array | undefined {
  const { from, to } = leavesOf({ level: top, index });
  const { count, leaves } = block;
  if (block.reachable !== count || block.indexes !== consecutive(from, to)) return undefined;
  const lengths = block.lengths.split(',');
  const lefts: string[] = [];
  const pair = Buffer.alloc(1 + 2 * HASH_BYTES, NODE_PREFIX);
  let leafAt = 0;
  let innerAt = 0;
  for (let offset = 0; offset < count; offset += 1) {
    const leafEnd = leafAt + 1 + Number(lengths[offset]);
    let node = hash('sha256', leaves.subarray(leafAt, leafEnd), 'binary');
    if (node !== hashAt(leafHashes, offset * HASH_BYTES)) return undefined;
    leafAt = leafEnd;
    // Those above the subtree are compared when it is added to its neighbours.
    for (let rest = offset; rest % 2 === 1; rest = (rest - 1) / 2) {
      pair.write(`${lefts.pop()}${node}`, 1, 'latin1');
      node = hash('sha256', pair, 'binary');
      const isStored = innerAt + HASH_BYTES <= inner.length;
      if (isStored ? node !== hashAt(inner, innerAt) : from + offset < storedTo) return undefined;
      innerAt += HASH_BYTES;
    }
    lefts.push(node);
  }
  const most = (nodesCompletedBy(to - 1) - 1 - top) * HASH_BYTES + innerAt;
  if (leafAt !== leaves.length || leafHashes.length !== count * HASH_BYTES || inner.length > most) {
    return undefined;
  }
  return Buffer.from(lefts[0] ?? '', 'latin1');
}

function consecutive(from: number, to: number): string {
  let text = String(from);
  for (let index = from + 1; index < to; index += 1) text += `,${index}`;
  return text;
}

function hashAt(nodes: Buffer, at: number): string {
  return nodes.toString('latin1', at, at + HASH_BYTES);
}

/** Reads the inner nodes that some entries complete, all of one block; undefined where they cannot be read. */
function innerNodesReader(
  database: JournalDatabase,
  treeFrom: number,
): (from: number, to: number) => Buffer | undefined {
  const read = Number.isFinite(treeFrom)
    ? database.prepare<[number], unknown>('SELECT CAST(nodes AS BLOB) FROM tree WHERE block = ?').pluck()
    : undefined;
  let known: { block: number; nodes: Buffer | undefined } | undefined;
  return (from, to) => {
    if (read === undefined || from < treeFrom) return NOTHING;
    const first = placeOf(from, treeFrom);
    const { block } = first;
    if (known?.block !== block) {
      const nodes = attempt(() => read.get(block) ?? NOTHING);
      known = { block, nodes: nodes instanceof Buffer ? nodes : undefined };
    }
    const last = placeOf(to - 1, treeFrom);
    // What stands behind the last that can be there shows as too much.
    return known.nodes?.subarray(first.from, last.isLast ? undefined : last.to);
  };
}

const NOTHING = Buffer.alloc(0);

/**
 * The nodes that are stored of those that an entry completes: none when its row is not as it can be, no inner ones when
 * its part of the block is too long.
 */
function storedNodes(
  row: unknown,
  inner: Buffer | undefined,
  index: number,
  treeFrom: number,
): { stored: StoredNodes; isLacking: boolean } {
  const innerBytes = (nodesCompletedBy(index) - 1) * HASH_BYTES;
  const isWhole = row instanceof Buffer && index < treeFrom && row.length === HASH_BYTES + innerBytes;
  if (isWhole) return { stored: nodesIn(row, 'missing'), isLacking: false };
  if (!(row instanceof Buffer) || row.length !== HASH_BYTES)
    return { stored: () => 'missing', isLacking: false };
  if (inner !== undefined && inner.length > innerBytes) {
    return { stored: nodesIn(row, 'missing'), isLacking: false };
  }
  const there = inner ?? NOTHING;
  return { stored: nodesIn(Buffer.concat([row, there]), 'open'), isLacking: there.length < innerBytes };
}

function nodesIn(nodes: Buffer, otherwise: 'missing' | 'open'): StoredNodes {
  return (level) => {
    const node = nodes.subarray(level * HASH_BYTES, (level + 1) * HASH_BYTES);
    return node.length === HASH_BYTES ? node : otherwise;
  };
}
