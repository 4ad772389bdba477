import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { HASH_BYTES, verifyInclusion } from './merkle.ts';
import { decodeBase64, type VerifierKey } from './verifier-key.ts';

/** A proof that an entry is in a journal, for whoever has the journal's key and nothing else. */
export interface TlogProof {
  index: number;
  /** From the leaf's sibling up. */
  proof: readonly Uint8Array[];
  /** The signed note. */
  checkpoint: string;
}

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';

/** As C2SP tlog-proof writes it. */
export function formatProof({ index, proof, checkpoint }: TlogProof): string {
  const hashes = proof.map((it) => Buffer.from(it).toString('base64'));
  return `${[FIRST_LINE, `index ${index}`, ...hashes].join('\n')}\n\n${checkpoint}`;
}

/** @throws Error in one sentence. Extra data is allowed and passed over, since nothing vouches for it. */
export function parseProof(text: string): TlogProof {
  const split = text.indexOf('\n\n');
  const [first, ...lines] = text.slice(0, Math.max(0, split)).split('\n');
  if (first !== FIRST_LINE)
    throw new Error(`The proof does not begin with ${FIRST_LINE} and end in a checkpoint`);
  if (lines[0]?.startsWith('extra ')) {
    if (decodeBase64(lines[0].slice('extra '.length)) === undefined) {
      throw new Error("The proof's extra data is not base64");
    }
    lines.shift();
  }
  const [indexLine = '', ...hashes] = lines;
  const index = Number(/^index (0|[1-9][0-9]*)$/.exec(indexLine)?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(index)) throw new Error('The proof does not say which entry it is of');
  const proof = hashes.map((line) => {
    const hash = decodeBase64(line);
    if (hash?.length !== HASH_BYTES) throw new Error('The proof has a line that is not a hash');
    return hash;
  });
  return { index, proof, checkpoint: text.slice(split + 2) };
}

/**
 * Checks that a leaf is where a proof says.
 *
 * @returns the checkpoint that vouches for it
 * @throws Error in one sentence
 */
export function verifyProof(text: string, leafHash: Uint8Array, keys: readonly VerifierKey[]): Checkpoint {
  const { index, proof, checkpoint } = parseProof(text);
  const { size, root, ...rest } = openCheckpoint(checkpoint, keys);
  if (!verifyInclusion({ leafIndex: index, treeSize: size, leafHash, proof, rootHash: root })) {
    throw new Error(`The proof does not show that the entry is number ${index} of the journal`);
  }
  return { size, root, ...rest };
}
