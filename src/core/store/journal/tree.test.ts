import { describe, expect, it } from 'vitest';
import { rootOf } from './merkle.ts';
import { naiveTree } from './testing/naive-tree.ts';
import { rowsOf } from './testing/stored-tree.ts';
import {
  consistencyProof,
  eachSubtree,
  frontierAt,
  growTree,
  hashLeaves,
  inclusionProof,
  innerNodesIn,
  leavesOf,
  nodesCompletedBy,
  rootAt,
  type Subtree,
  subtreesOf,
} from './tree.ts';

const MOST = 130;
const leaves = Array.from({ length: MOST }, (_, index) => Buffer.from(`entry ${index}`));
const naive = naiveTree(leaves);

/** The nodes by the leaf that completes them. */
const rows = rowsOf(leaves.map(String)).map(hashesOf);

function hashesOf(nodes: Uint8Array): Uint8Array[] {
  return Array.from({ length: nodes.length / 32 }, (_, at) => nodes.subarray(at * 32, (at + 1) * 32));
}

const node = (subtree: Subtree): Uint8Array => {
  const hash = rows[leavesOf(subtree).to - 1]?.[subtree.level];
  if (hash === undefined) throw new Error(`no node ${subtree.level}, ${subtree.index}`);
  return hash;
};

const hex = (hashes: readonly Uint8Array[]) => hashes.map((it) => Buffer.from(it).toString('hex'));

describe('the stored tree', () => {
  it('completes with a leaf itself and a node for each level that its index closes', () => {
    expect(rows.map((row) => row.length)).toEqual(rows.map((_, leaf) => nodesCompletedBy(leaf)));
    expect([0, 1, 2, 3, 7, 127].map(nodesCompletedBy)).toEqual([1, 2, 1, 3, 4, 8]);
    const inner = rows.map((row) => row.length - 1);
    expect(inner.map((_, size) => innerNodesIn(size))).toEqual(
      inner.map((_, size) => inner.slice(0, size).reduce((sum, count) => sum + count, 0)),
    );
    expect(innerNodesIn(2 ** 53 - 1)).toBe(2 ** 53 - 1 - 53);
  });

  it('gives the root of every size it had', () => {
    for (let size = 0; size <= MOST; size += 1) {
      expect(hex([rootAt(size, node)])).toEqual(hex([naive.root(size)]));
    }
  });

  it('grows on from the peaks of any size', () => {
    for (let size = 0; size < MOST; size += 1) {
      const frontier = frontierAt(size, node);
      const hashes = hashLeaves([String(leaves[size])]);
      const nodes = [...hashes, ...hashesOf(growTree(frontier, hashes, size))];
      expect(hex(nodes)).toEqual(hex(rows[size] ?? []));
      expect(hex([rootOf(frontier)])).toEqual(hex([naive.root(size + 1)]));
    }
  });

  it('grows by many leaves as by one after the other', () => {
    for (const from of [0, 1, 6, 64, 100]) {
      const frontier = frontierAt(from, node);
      const hashes = hashLeaves(leaves.slice(from).map(String));
      expect(hex(hashesOf(growTree(frontier, hashes, from)))).toEqual(
        rows.slice(from).flatMap((row) => hex(row.slice(1))),
      );
      expect(hex([rootOf(frontier)])).toEqual(hex([naive.root(MOST)]));
    }
  });

  it('refuses peaks that are not those of the tree', () => {
    const hashes = hashLeaves(['a']);
    expect(() => growTree([], hashes, 1)).toThrow('not those of a tree of 1');
    expect(() => growTree(frontierAt(2, node), hashes, 3)).toThrow('not those of a tree of 3');
  });

  it('proves inclusion and consistency as the RFC writes it, for all sizes', () => {
    for (let size = 1; size <= MOST; size += 1) {
      const indexes = Array.from({ length: size }, (_, index) => index);
      expect(indexes.map((at) => hex(inclusionProof(at, size, node)))).toEqual(
        indexes.map((at) => hex(naive.inclusion(at, size))),
      );
      expect(indexes.map((at) => hex(consistencyProof(at + 1, size, node)))).toEqual(
        indexes.map((at) => hex(naive.consistency(at + 1, size))),
      );
    }
  });

  it('refuses to prove what is not there', () => {
    expect(() => inclusionProof(5, 5, node)).toThrow('no leaf 5');
    expect(() => inclusionProof(-1, 5, node)).toThrow(RangeError);
    expect(() => consistencyProof(6, 5, node)).toThrow(RangeError);
    expect(() => consistencyProof(0, 5, node)).toThrow(RangeError);
    expect(() => consistencyProof(0, 5, node)).toThrow(RangeError);
  });
});

describe('a range of leaves', () => {
  it('is covered by perfect subtrees without a gap, the fewest there can be', () => {
    expect(subtreesOf(5, 16).map(leavesOf)).toEqual([
      { from: 5, to: 6 },
      { from: 6, to: 8 },
      { from: 8, to: 16 },
    ]);
    expect(subtreesOf(0, 11).map(leavesOf)).toEqual([
      { from: 0, to: 8 },
      { from: 8, to: 10 },
      { from: 10, to: 11 },
    ]);
    expect([...eachSubtree(0, 1024, 8)]).toHaveLength(4);
    expect(subtreesOf(3, 3)).toEqual([]);
  });
});
