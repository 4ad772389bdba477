import { hash } from 'node:crypto';
import { HASH_BYTES, NODE_PREFIX, nodeHash, type Peak, rootOf } from './merkle.ts';

/** A perfect subtree: the leaves from `index * 2^level` on, 2^level of them. */
export interface Subtree {
  level: number;
  index: number;
}

/** Gives the hash of a perfect subtree whose leaves all exist. */
export type NodeReader = (subtree: Subtree) => Uint8Array;

/**
 * The fewest perfect subtrees that cover the leaves `from` to `to` (exclusive), from left to right. From
 * 0 on these are the peaks of a tree of size `to`.
 */
export function subtreesOf(from: number, to: number): Subtree[] {
  return [...eachSubtree(from, to, Number.POSITIVE_INFINITY)];
}

/** The same one after the other, none of a higher level. */
export function* eachSubtree(from: number, to: number, maxLevel: number): Generator<Subtree> {
  for (let start = from; start < to; ) {
    let level = 0;
    let width = 1;
    while (level < maxLevel && start % (width * 2) === 0 && start + width * 2 <= to) {
      level += 1;
      width *= 2;
    }
    yield { level, index: start / width };
    start += width;
  }
}

/** The leaves of a subtree, `to` exclusive. */
export function leavesOf({ level, index }: Subtree): { from: number; to: number } {
  const width = 2 ** level;
  return { from: index * width, to: (index + 1) * width };
}

/** How many nodes become complete with a leaf: itself and one for every odd index on the way up. */
export function nodesCompletedBy(leaf: number): number {
  let count = 1;
  for (let rest = leaf; rest % 2 === 1; rest = (rest - 1) / 2) count += 1;
  return count;
}

/** How many inner nodes, that is nodes above the leaves, are complete in a tree of `size` leaves. */
export function innerNodesIn(size: number): number {
  let count = 0;
  for (let rest = Math.floor(size / 2); rest > 0; rest = Math.floor(rest / 2)) count += rest;
  return count;
}

/** The hashes of leaves that are texts. */
export function hashLeaves(leaves: readonly string[]): Buffer[] {
  // One buffer for all of them: making buffers is much of what an append costs.
  const hashes = Buffer.allocUnsafeSlow(leaves.length * HASH_BYTES);
  return leaves.map((leaf, index) => {
    const start = index * HASH_BYTES;
    hashes.write(hash('sha256', `\0${leaf}`, 'binary'), start, 'latin1');
    return hashes.subarray(start, start + HASH_BYTES);
  });
}

/**
 * Adds leaves to a tree whose peaks end at leaf `from`.
 *
 * @returns the inner nodes that become complete: leaf after leaf, of each the lowest first
 */
export function growTree(peaks: Peak[], leafHashes: readonly Uint8Array[], from: number): Buffer {
  const size = from + leafHashes.length;
  const inner = Buffer.allocUnsafeSlow((innerNodesIn(size) - innerNodesIn(from)) * HASH_BYTES);
  const pair = Buffer.alloc(1 + 2 * HASH_BYTES, NODE_PREFIX);
  let end = 0;
  for (const [offset, leaf] of leafHashes.entries()) {
    let peak: Peak = { level: 0, hash: leaf };
    for (let rest = from + offset; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = peaks.pop();
      if (left?.level !== peak.level) throw new RangeError(`The peaks are not those of a tree of ${from}`);
      pair.set(left.hash, 1);
      pair.set(peak.hash, 1 + HASH_BYTES);
      inner.write(hash('sha256', pair, 'binary'), end, 'latin1');
      peak = { level: peak.level + 1, hash: inner.subarray(end, end + HASH_BYTES) };
      end += HASH_BYTES;
    }
    peaks.push(peak);
  }
  return inner;
}

/** The peaks of the tree of `size` leaves, to which {@link growTree} can add. */
export function frontierAt(size: number, node: NodeReader): Peak[] {
  return subtreesOf(0, size).map((subtree) => ({ level: subtree.level, hash: node(subtree) }));
}

export function rootAt(size: number, node: NodeReader): Uint8Array {
  return rootOf(frontierAt(size, node));
}

/** The proof that leaf `index` is in the tree of `size`: PATH of RFC 6962 section 2.1.1. */
export function inclusionProof(index: number, size: number, node: NodeReader): Uint8Array[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`There is no leaf ${index} in a tree of ${size}`);
  const proof: Uint8Array[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + largestPowerOfTwoBelow(to - from);
    if (index < middle) {
      proof.push(hashOf(middle, to, node));
      to = middle;
    } else {
      proof.push(hashOf(from, middle, node));
      from = middle;
    }
  }
  return proof.reverse();
}

/** The proof that the tree of `size1` is the beginning of that of `size2`: PROOF of section 2.1.2. */
export function consistencyProof(size1: number, size2: number, node: NodeReader): Uint8Array[] {
  if (!(size1 > 0 && size1 <= size2)) {
    throw new RangeError(`There is no proof that a tree of ${size1} is the beginning of one of ${size2}`);
  }
  const proof: Uint8Array[] = [];
  let [from, to] = [0, size2];
  while (size1 !== to) {
    const middle = from + largestPowerOfTwoBelow(to - from);
    if (size1 <= middle) {
      proof.push(hashOf(middle, to, node));
      to = middle;
    } else {
      proof.push(hashOf(from, middle, node));
      from = middle;
    }
  }
  // Left out when it is the first tree's own root, which whoever checks already has.
  if (from > 0) proof.push(hashOf(from, to, node));
  return proof.reverse();
}

/** The hash of a subtree of the RFC: perfect, or the right edge of the whole tree. */
function hashOf(from: number, to: number, node: NodeReader): Uint8Array {
  return subtreesOf(from, to)
    .map(node)
    .reduceRight((right, left) => nodeHash(left, right));
}

function largestPowerOfTwoBelow(value: number): number {
  let power = 1;
  while (power * 2 < value) power *= 2;
  return power;
}
