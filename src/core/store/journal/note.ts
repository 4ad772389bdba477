import {
  decodeBase64,
  formatVerifierKey,
  isKeyName,
  keyId,
  parseVerifierKey,
  type SignatureType,
  type VerifierKey,
} from './verifier-key.ts';

/** Signs the journal's notes. Who keeps the private key, and how, is behind it. */
export interface NoteSigner {
  /** 32 bytes, as RFC 8032 encodes them. */
  publicKey: Uint8Array;
  /** An Ed25519 signature: 64 bytes. */
  sign(message: Uint8Array): Uint8Array;
}

/** A signature that was checked and is valid. */
export interface NoteSignature {
  name: string;
  keyId: number;
  /** As in its line: the key's id and the signature, base64. */
  base64: string;
  /** When it was signed, epoch milliseconds; null for a type of signature that does not say. */
  signedAtMs: number | null;
}

export interface Note {
  /** What is signed, with its final newline. */
  text: string;
  /** The valid signatures of known keys; at least one. */
  signatures: readonly NoteSignature[];
}

/** Go's note package refuses more of them; C2SP asks for 16 at least. */
const MAX_SIGNATURES = 100;
const MAX_BYTES = 1_000_000;
const SIGNATURE_LINE = /^\u2014 ([^ ]+) ([A-Za-z0-9+/=]+)$/u;
const KEY_ID_BYTES = 4;

/**
 * Checks a signed note (C2SP signed-note). Signatures of keys that are not given are passed over.
 *
 * @param note as it was received; text must be what the bytes decode to
 * @param verifierKeys each as `name+id+base64`, the text that Go's note package calls a vkey, or read already
 * @throws Error in one sentence when the note is malformed, a signature of a given key is not valid, or
 *   none of the given keys signed it
 */
export function verifyNote(note: string | Uint8Array, verifierKeys: readonly (string | VerifierKey)[]): Note {
  const keys = [...new Set(verifierKeys)];
  return openNote(
    note,
    keys.map((key) => (typeof key === 'string' ? parseVerifierKey(key) : key)),
  );
}

/** The same with keys that are already read. */
export function openNote(note: string | Uint8Array, keys: readonly VerifierKey[]): Note {
  const { text, lines } = splitNote(note);
  const signed = Buffer.from(text);
  const signatures = new Map<VerifierKey, NoteSignature>();
  for (const line of lines) {
    const { name, keyId: id, base64, signature } = parseSignatureLine(line);
    const [key, ...others] = keys.filter((it) => it.name === name && it.id === id);
    if (key === undefined) continue;
    if (others.length > 0) throw new Error(`Two keys that were given are both called ${nameOf(key)}`);
    const valid = key.check(signed, signature);
    if (valid === undefined) throw new Error(`The note's signature by ${nameOf(key)} is not valid`);
    if (!signatures.has(key)) signatures.set(key, { name, keyId: id, base64, signedAtMs: valid.signedAtMs });
  }
  if (signatures.size === 0) throw new Error('The note is not signed by any key that is known here');
  return { text, signatures: [...signatures.values()] };
}

/**
 * The signed note of a text.
 *
 * @param text ends with a newline
 * @param lines made by {@link signatureLine}
 */
export function formatNote(text: string, lines: readonly string[]): string {
  const note = `${text}\n${lines.map((line) => `${line}\n`).join('')}`;
  splitNote(note);
  return note;
}

/**
 * One line of a note's signatures.
 *
 * @param signature what the type of signature asks for, without the key's id
 */
export function signatureLine(
  name: string,
  signer: NoteSigner,
  type: SignatureType,
  signature: Uint8Array,
): string {
  const id = Buffer.alloc(KEY_ID_BYTES);
  id.writeUInt32BE(keyId(name, signer.publicKey, type));
  return `\u2014 ${name} ${Buffer.concat([id, signature]).toString('base64')}`;
}

/** The two keys with which a signer's checkpoints are checked: of the text, and of its time. */
export function verifierKeysOf(name: string, signer: NoteSigner): [note: string, cosignature: string] {
  return [
    formatVerifierKey(name, signer.publicKey, 'note'),
    formatVerifierKey(name, signer.publicKey, 'cosignature'),
  ];
}

/** The text with its final newline, and the lines after the last empty one. */
function splitNote(note: string | Uint8Array): { text: string; lines: string[] } {
  const whole = decode(note);
  if (/[^\n\x20-\u{10ffff}]/u.test(whole)) throw new Error('The note contains a control character');
  const split = whole.lastIndexOf('\n\n');
  if (split < 0) throw new Error('The note has no empty line between its text and its signatures');
  const signatures = whole.slice(split + 2);
  if (!signatures.endsWith('\n')) throw new Error('The note does not end with a line of signature');
  const lines = signatures.slice(0, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new Error(`The note has more than ${MAX_SIGNATURES} signatures`);
  return { text: whole.slice(0, split + 1), lines };
}

function decode(note: string | Uint8Array): string {
  const size = typeof note === 'string' ? Buffer.byteLength(note) : note.length;
  if (size > MAX_BYTES) throw new Error(`The note is larger than ${MAX_BYTES} bytes`);
  if (typeof note === 'string') {
    if (!note.isWellFormed()) throw new Error('The note is not valid Unicode');
    return note;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(note);
  } catch (error) {
    throw new Error('The note is not valid UTF-8', { cause: error });
  }
}

function parseSignatureLine(line: string): {
  name: string;
  keyId: number;
  base64: string;
  signature: Uint8Array;
} {
  const [, name = '', base64 = ''] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = decodeBase64(base64);
  if (!isKeyName(name) || bytes === undefined || bytes.length <= KEY_ID_BYTES) {
    throw new Error('The note has a line among its signatures that is not one');
  }
  return { name, keyId: bytes.readUInt32BE(), base64, signature: bytes.subarray(KEY_ID_BYTES) };
}

function nameOf(key: VerifierKey): string {
  return `${key.name}+${key.id.toString(16).padStart(8, '0')}`;
}
