import { describe, expect, it } from 'vitest';
import {
  leafHash,
  leafHashOfText,
  nodeHash,
  rootHash,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';
import { naiveTree } from './testing/naive-tree.ts';

const MOST = 130;
const leaves = Array.from({ length: MOST }, (_, index) => Buffer.from(`entry ${index}`));
const hashes = leaves.map(leafHash);
const naive = naiveTree(leaves);
const rootOf = naive.root;
const leafOf = (index: number) => hashes[index] ?? Buffer.alloc(0);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Every way to spoil a proof a little. */
function spoiled(proof: readonly Uint8Array[]): Uint8Array[][] {
  const flipped = proof.map((_, at) =>
    proof.map((step, index) => (index === at ? step.map((byte, i) => (i === 31 ? byte ^ 1 : byte)) : step)),
  );
  const swapped = proof.length > 1 ? [proof.toReversed()] : [];
  const extra = Buffer.alloc(32, 7);
  return [
    ...flipped,
    ...swapped,
    proof.slice(1),
    proof.slice(0, -1),
    [...proof, extra],
    [extra, ...proof],
  ].filter((it) => it.length !== proof.length || it.some((step, index) => step !== proof[index]));
}

describe('the tree', () => {
  it('has the hashes that certificate transparency logs publish for their reference leaves', () => {
    const reference = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657'].map((it) =>
      leafHash(Buffer.from(it, 'hex')),
    );
    expect([0, 1, 2, 3, 7].map((size) => hex(rootHash(reference.slice(0, size))))).toEqual([
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    ]);
  });

  it('is the recursive definition, for every size', () => {
    for (let size = 0; size <= MOST; size += 1) {
      expect(hex(rootHash(hashes.slice(0, size)))).toBe(hex(rootOf(size)));
    }
  });

  it('tells leaves from nodes, and hashes text as its UTF-8', () => {
    const [a, b] = [leafOf(0), leafOf(1)];
    expect(hex(nodeHash(a, b))).not.toBe(hex(leafHash(Buffer.concat([a, b]))));
    expect(hex(leafHashOfText('é\u0000😀'))).toBe(hex(leafHash(Buffer.from('é\u0000😀'))));
  });
});

describe('an inclusion proof', () => {
  it('holds for every leaf of every size, and for no other index, leaf or root', () => {
    const wrong: object[] = [];
    for (let treeSize = 1; treeSize <= MOST; treeSize += 1) {
      for (let leafIndex = 0; leafIndex < treeSize; leafIndex += 1) {
        const proof = naive.inclusion(leafIndex, treeSize);
        const claim = { leafIndex, treeSize, leafHash: leafOf(leafIndex), proof, rootHash: rootOf(treeSize) };
        if (!verifyInclusion(claim)) wrong.push(claim);
        const others = [
          { ...claim, leafIndex: leafIndex + 1 },
          { ...claim, leafHash: leafOf((leafIndex + 1) % MOST) },
          { ...claim, rootHash: rootOf(treeSize - 1) },
        ];
        wrong.push(...others.filter(verifyInclusion));
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is refused when it is spoiled anywhere', () => {
    const accepted: Uint8Array[][] = [];
    for (const treeSize of [1, 2, 3, 7, 8, 9, 64, 100, 129]) {
      for (let leafIndex = 0; leafIndex < treeSize; leafIndex += 1) {
        const proof = naive.inclusion(leafIndex, treeSize);
        const claim = { leafIndex, treeSize, leafHash: leafOf(leafIndex), rootHash: rootOf(treeSize) };
        accepted.push(...spoiled(proof).filter((it) => verifyInclusion({ ...claim, proof: it })));
      }
    }
    expect(accepted).toEqual([]);
  });

  it('is refused when its numbers or hashes are malformed', () => {
    const claim = { leafIndex: 0, treeSize: 1, leafHash: leafOf(0), proof: [], rootHash: rootOf(1) };
    expect(verifyInclusion(claim)).toBe(true);
    for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(verifyInclusion({ ...claim, leafIndex: wrong })).toBe(false);
      expect(verifyInclusion({ ...claim, treeSize: wrong })).toBe(false);
    }
    expect(verifyInclusion({ ...claim, treeSize: 0 })).toBe(false);
    expect(verifyInclusion({ ...claim, leafHash: leafOf(0).subarray(1) })).toBe(false);
    expect(verifyInclusion({ ...claim, rootHash: Buffer.alloc(0) })).toBe(false);
    const two = { ...claim, treeSize: 2, rootHash: rootOf(2) };
    expect(verifyInclusion({ ...two, proof: [leafOf(1)] })).toBe(true);
    expect(verifyInclusion({ ...two, proof: [Buffer.concat([leafOf(1), leafOf(1)])] })).toBe(false);
    expect(verifyInclusion({ ...two, proof: new Array(1) })).toBe(false);
    expect(verifyInclusion({ ...two, proof: Array(100_000).fill(leafOf(1)) })).toBe(false);
  });

  it('reaches sizes that 32 bits cannot hold', () => {
    // The rightmost leaf of 2^52 + 1: alone beside a perfect subtree.
    const treeSize = 2 ** 52 + 1;
    const left = Buffer.alloc(32, 1);
    const claim = { leafIndex: 2 ** 52, treeSize, leafHash: leafOf(0), proof: [left] };
    expect(verifyInclusion({ ...claim, rootHash: nodeHash(left, leafOf(0)) })).toBe(true);
    expect(verifyInclusion({ ...claim, rootHash: nodeHash(leafOf(0), left) })).toBe(false);
    // The first leaf: 52 siblings to the right, and then the lonely leaf.
    const proof = Array.from({ length: 53 }, (_, level) => Buffer.alloc(32, level));
    const rootHash = proof.reduce<Uint8Array>((hashed, step) => nodeHash(hashed, step), leafOf(0));
    expect(verifyInclusion({ ...claim, leafIndex: 0, proof, rootHash })).toBe(true);
    expect(verifyInclusion({ ...claim, leafIndex: 2 ** 32, proof, rootHash })).toBe(false);
  });
});

describe('a consistency proof', () => {
  it('holds for every pair of sizes, and for no other root', () => {
    const wrong: object[] = [];
    for (let size2 = 1; size2 <= MOST; size2 += 1) {
      for (let size1 = 1; size1 <= size2; size1 += 1) {
        const proof = naive.consistency(size1, size2);
        const claim = { size1, size2, root1: rootOf(size1), root2: rootOf(size2), proof };
        if (!verifyConsistency(claim)) wrong.push(claim);
        const others = [
          { ...claim, root1: rootOf(size1 - 1) },
          { ...claim, root2: rootOf(size2 - 1) },
        ];
        wrong.push(...others.filter(verifyConsistency));
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is refused when it is spoiled anywhere', () => {
    const accepted: Uint8Array[][] = [];
    for (const size2 of [1, 2, 3, 7, 8, 9, 64, 100, 129]) {
      for (let size1 = 1; size1 <= size2; size1 += 1) {
        const proof = naive.consistency(size1, size2);
        const claim = { size1, size2, root1: rootOf(size1), root2: rootOf(size2) };
        accepted.push(...spoiled(proof).filter((it) => verifyConsistency({ ...claim, proof: it })));
      }
    }
    expect(accepted).toEqual([]);
  });

  it('of a tree with itself is empty', () => {
    const same = { size1: 5, size2: 5, root1: rootOf(5), root2: rootOf(5), proof: [] };
    expect(verifyConsistency(same)).toBe(true);
    expect(verifyConsistency({ ...same, root2: rootOf(6) })).toBe(false);
    expect(verifyConsistency({ ...same, proof: [rootOf(5)] })).toBe(false);
  });

  it('from the empty tree there is none: it would hold for any root', () => {
    for (const size2 of [0, 1, 5]) {
      const fromNothing = { size1: 0, size2, root1: rootOf(0), root2: rootOf(size2), proof: [] };
      expect(verifyConsistency(fromNothing)).toBe(false);
      expect(verifyConsistency({ ...fromNothing, proof: [rootOf(size2)] })).toBe(false);
    }
  });

  it('is refused when its numbers or hashes are malformed, or it runs backwards', () => {
    const claim = {
      size1: 3,
      size2: 7,
      root1: rootOf(3),
      root2: rootOf(7),
      proof: naive.consistency(3, 7),
    };
    expect(verifyConsistency({ ...claim, size1: 7, size2: 3 })).toBe(false);
    for (const wrong of [-1, 2.5, Number.NaN, 2 ** 53]) {
      expect(verifyConsistency({ ...claim, size1: wrong })).toBe(false);
      expect(verifyConsistency({ ...claim, size2: wrong })).toBe(false);
    }
    expect(verifyConsistency({ ...claim, root1: rootOf(3).subarray(1) })).toBe(false);
    expect(verifyConsistency({ ...claim, proof: new Array(claim.proof.length) })).toBe(false);
    expect(verifyConsistency({ ...claim, proof: Array(100_000).fill(rootOf(3)) })).toBe(false);
    expect(verifyConsistency({ ...claim, proof: claim.proof.map((step) => step.subarray(1)) })).toBe(false);
  });

  it('reaches sizes that 32 bits cannot hold', () => {
    const [left, right] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const claim = { size1: 2 ** 52, size2: 2 ** 52 + 1, root1: left, proof: [right] };
    expect(verifyConsistency({ ...claim, root2: nodeHash(left, right) })).toBe(true);
    expect(verifyConsistency({ ...claim, size1: 2 ** 51, root2: nodeHash(left, right) })).toBe(false);
  });
});
