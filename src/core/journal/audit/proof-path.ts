import { instantOf } from '../../kernel/clock.ts';
import { openCheckpoint } from '../../store/journal/checkpoint.ts';
import { hexOf, nodeHash } from '../../store/journal/merkle.ts';
import { parseProof, verifyProof } from '../../store/journal/proof.ts';
import { parseVerifierKey } from '../../store/journal/verifier-key.ts';

/** A step up the tree: the hash so far and the other one give the next. */
interface Step {
  /** Where the other hash stands. */
  side: 'left' | 'right';
  /** Hexadecimal. */
  hash: string;
  /** The entries that it is of, `to` exclusive. */
  from: number;
  to: number;
  result: string;
}

export interface ProofPath {
  index: number;
  origin: string;
  size: number;
  signedAt: string | null;
  leafHash: string;
  root: string;
  steps: Step[];
  text: string;
}

/**
 * The steps of a proof from the leaf up, after it was checked with the journal's keys.
 *
 * @throws Error in one sentence when it does not lead to the signed root
 */
export function proofPath(text: string, leafHash: string, keys: readonly string[]): ProofPath {
  const verifiers = keys.map(parseVerifierKey);
  verifyProof(text, Buffer.from(leafHash, 'hex'), verifiers);
  const { index, proof, checkpoint } = parseProof(text);
  const { origin, size, root, signedAtMs } = openCheckpoint(checkpoint, verifiers);
  let hash: Uint8Array = Buffer.from(leafHash, 'hex');
  const steps = siblingsOf(index, size).map((sibling, number): Step => {
    const other = proof[number] ?? new Uint8Array();
    hash = sibling.side === 'left' ? nodeHash(other, hash) : nodeHash(hash, other);
    return { ...sibling, hash: hexOf(other), result: hexOf(hash) };
  });
  return {
    ...{ index, origin, size, leafHash, steps, text },
    signedAt: instantOf(signedAtMs),
    root: hexOf(root),
  };
}

/** Which entries the hashes of a proof are of, from the leaf up (RFC 6962 section 2.1.1). */
function siblingsOf(index: number, size: number): Pick<Step, 'side' | 'from' | 'to'>[] {
  const siblings: Pick<Step, 'side' | 'from' | 'to'>[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    let half = 1;
    while (half * 2 < to - from) half *= 2;
    const middle = from + half;
    if (index < middle) {
      siblings.push({ side: 'right', from: middle, to });
      to = middle;
    } else {
      siblings.push({ side: 'left', from, to: middle });
      from = middle;
    }
  }
  return siblings.reverse();
}
