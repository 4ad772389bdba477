import { HASH_BYTES } from './merkle.ts';
import { formatNote, type NoteSigner, openNote, signatureLine } from './note.ts';
import { cosignedMessage, decodeBase64, type VerifierKey } from './verifier-key.ts';

/** What a checkpoint says: how many entries a journal has, and the hash of their tree. */
export interface TreeHead {
  /** Which journal: the first line, and the name of the key that signs. */
  origin: string;
  size: number;
  root: Uint8Array;
}

/** A tree head whose signature was checked. */
export interface Checkpoint extends TreeHead {
  /** The signed note, as it was stored or received. */
  note: string;
  /** As its signer says, epoch milliseconds, whole seconds; null when it has no cosignature. */
  signedAtMs: number | null;
}

const DECIMAL = /^(0|[1-9][0-9]*)$/;
const TIMESTAMP_BYTES = 8;

/** The text of a checkpoint, to be signed (C2SP tlog-checkpoint). */
export function formatTreeHead({ origin, size, root }: TreeHead): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/** @throws Error in one sentence. Extension lines are allowed and passed over. */
export function parseTreeHead(text: string): TreeHead {
  const lines = text.split('\n');
  const end = lines.pop();
  const [origin = '', size = '', rootText = ''] = lines;
  const root = decodeBase64(rootText);
  if (end !== '' || lines.length < 3 || lines.includes('')) {
    throw new Error('The checkpoint does not have three lines or more, none of them empty');
  }
  if (!DECIMAL.test(size) || !Number.isSafeInteger(Number(size))) {
    throw new Error('The second line of the checkpoint is not a size');
  }
  if (root?.length !== HASH_BYTES) throw new Error('The third line of the checkpoint is not a hash');
  return { origin, size: Number(size), root };
}

/**
 * A checkpoint with two signatures of one key: over the text, for everybody, and over the text and the
 * time (C2SP tlog-cosignature), which says when.
 */
export function signCheckpoint(head: TreeHead, signer: NoteSigner, nowMs: number): string {
  const text = formatTreeHead(head);
  const message = Buffer.from(text);
  const timestamp = BigInt(Math.floor(nowMs / 1000));
  const time = Buffer.alloc(TIMESTAMP_BYTES);
  time.writeBigUInt64BE(timestamp);
  const cosignature = Buffer.concat([time, signer.sign(cosignedMessage(message, timestamp))]);
  return formatNote(text, [
    signatureLine(head.origin, signer, 'note', signer.sign(message)),
    signatureLine(head.origin, signer, 'cosignature', cosignature),
  ]);
}

/**
 * Checks a checkpoint and its signatures.
 *
 * @throws Error in one sentence when it is malformed, or not signed by a known key of its own journal
 */
export function openCheckpoint(note: string | Uint8Array, keys: readonly VerifierKey[]): Checkpoint {
  const { text, signatures } = openNote(note, keys);
  const head = parseTreeHead(text);
  const own = signatures.filter(({ name }) => name === head.origin);
  if (own.length === 0) throw new Error('The checkpoint is not signed by the journal that it is of');
  const signedAtMs = own.find((it) => it.signedAtMs !== null)?.signedAtMs ?? null;
  return { ...head, note: Buffer.from(note).toString(), signedAtMs };
}
