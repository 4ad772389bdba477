import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 6962 section 2.1 and its proofs, verified as RFC 9162 sections 2.1.3.2 and
 * 2.1.4.2 write it down. Indexes and sizes may be anything up to 2^53 - 1, so nothing here shifts bits.
 */
export const HASH_BYTES = 32;

export const LEAF_PREFIX = 0x00;
export const NODE_PREFIX = 0x01;

export function leafHash(data: Uint8Array): Uint8Array {
  const input = Buffer.allocUnsafe(1 + data.length);
  input[0] = LEAF_PREFIX;
  input.set(data, 1);
  return sha256(input);
}

/** The leaf hash of text, as UTF-8. */
export function leafHashOfText(text: string): Uint8Array {
  return sha256(`\0${text}`);
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = Buffer.allocUnsafe(1 + left.length + right.length);
  input[0] = NODE_PREFIX;
  input.set(left, 1);
  input.set(right, 1 + left.length);
  return sha256(input);
}

/** The tree's hash over its leaves' hashes; of no leaves, the hash of nothing. */
export function rootHash(leafHashes: readonly Uint8Array[]): Uint8Array {
  const frontier: Peak[] = [];
  for (const leaf of leafHashes) addSubtree(frontier, 0, leaf);
  return rootOf(frontier);
}

/** A perfect subtree of 2^level leaves. */
export interface Peak {
  level: number;
  hash: Uint8Array;
}

/**
 * Adds a perfect subtree at the right edge of a tree given by its peaks, largest first. The peaks must
 * end where the subtree can begin: at a multiple of its own size.
 *
 * @returns the nodes that became complete, lowest first, beginning with the subtree itself
 */
export function addSubtree(frontier: Peak[], level: number, subtree: Uint8Array): Uint8Array[] {
  const completed = [subtree];
  let peak: Peak = { level, hash: subtree };
  for (let last = frontier.at(-1); last?.level === peak.level; last = frontier.at(-1)) {
    peak = { level: peak.level + 1, hash: nodeHash(last.hash, peak.hash) };
    completed.push(peak.hash);
    frontier.pop();
  }
  frontier.push(peak);
  return completed;
}

export function rootOf(frontier: readonly Peak[]): Uint8Array {
  let root: Uint8Array | undefined;
  for (const peak of frontier.toReversed()) {
    root = root === undefined ? peak.hash : nodeHash(peak.hash, root);
  }
  return root ?? sha256('');
}

/** Whether `proof` shows that the leaf is at `leafIndex` of the tree. False for anything malformed. */
export function verifyInclusion(claim: {
  leafIndex: number;
  treeSize: number;
  leafHash: Uint8Array;
  proof: readonly Uint8Array[];
  rootHash: Uint8Array;
}): boolean {
  const { leafIndex, treeSize, proof } = claim;
  if (!isSize(leafIndex) || !isSize(treeSize) || leafIndex >= treeSize) return false;
  if (!areHashes([claim.leafHash, claim.rootHash]) || !areHashes(proof)) return false;
  let index = leafIndex;
  let last = treeSize - 1;
  let hashed = claim.leafHash;
  for (const step of proof) {
    if (last === 0) return false;
    if (isOdd(index) || index === last) {
      hashed = nodeHash(step, hashed);
      while (!isOdd(index) && index !== 0) [index, last] = [half(index), half(last)];
    } else {
      hashed = nodeHash(hashed, step);
    }
    [index, last] = [half(index), half(last)];
  }
  return last === 0 && equal(hashed, claim.rootHash);
}

/**
 * Whether `proof` shows that the tree of `size1` is the beginning of the tree of `size2`. A tree is its own
 * beginning, with an empty proof. From the empty tree there is no proof: it would be one for any root.
 * False for anything malformed.
 */
export function verifyConsistency(claim: {
  size1: number;
  size2: number;
  root1: Uint8Array;
  root2: Uint8Array;
  proof: readonly Uint8Array[];
}): boolean {
  const { size1, size2, root1, root2, proof } = claim;
  if (!isSize(size1) || !isSize(size2) || size1 === 0 || size1 > size2) return false;
  if (!areHashes([root1, root2]) || !areHashes(proof)) return false;
  if (size1 === size2) return proof.length === 0 && equal(root1, root2);
  if (proof.length === 0) return false;

  const [start, ...steps] = isPowerOfTwo(size1) ? [root1, ...proof] : proof;
  if (start === undefined) return false;
  let index = size1 - 1;
  let last = size2 - 1;
  while (isOdd(index)) [index, last] = [half(index), half(last)];
  let first = start;
  let second = start;
  for (const step of steps) {
    if (last === 0) return false;
    if (isOdd(index) || index === last) {
      first = nodeHash(step, first);
      second = nodeHash(step, second);
      while (!isOdd(index) && index !== 0) [index, last] = [half(index), half(last)];
    } else {
      second = nodeHash(second, step);
    }
    [index, last] = [half(index), half(last)];
  }
  return last === 0 && equal(first, root1) && equal(second, root2);
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

/** By way of a string, which costs half as much as a buffer that belongs to the hash function (Node 24). */
function sha256(input: Uint8Array | string): Uint8Array {
  return Buffer.from(hash('sha256', input, 'binary'), 'latin1');
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(values: readonly unknown[]): boolean {
  if (!Array.isArray(values)) return false;
  // Not `every`, which passes over holes.
  for (const it of values) if (!(it instanceof Uint8Array && it.length === HASH_BYTES)) return false;
  return true;
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest > 1 && !isOdd(rest)) rest = half(rest);
  return rest === 1;
}
