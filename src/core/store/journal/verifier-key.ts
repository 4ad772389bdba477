import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';

/**
 * Signature types of C2SP signed-note that a journal uses: `note` is Ed25519 over the note's text,
 * `cosignature` is Ed25519 over the text and the time it was signed at (C2SP tlog-cosignature).
 */
export type SignatureType = 'note' | 'cosignature';

const TYPE_BYTES: Record<SignatureType, number> = { note: 0x01, cosignature: 0x04 };
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const TIMESTAMP_BYTES = 8;

/** A key that signatures of a note are checked with. */
export interface VerifierKey {
  name: string;
  /** The first four bytes of the hash of name, type and key. */
  id: number;
  type: SignatureType;
  /** Checks what follows the key's id in a signature line. @returns undefined when it is not valid */
  check(text: Uint8Array, signature: Uint8Array): { signedAtMs: number | null } | undefined;
}

/**
 * The text by which a key is handed over: `name+id+base64(type, key)`.
 *
 * @param publicKey 32 bytes, as RFC 8032 encodes them
 */
export function formatVerifierKey(name: string, publicKey: Uint8Array, type: SignatureType): string {
  const material = Buffer.concat([Uint8Array.of(TYPE_BYTES[type]), publicKey]);
  return `${name}+${hex(idOf(name, material))}+${material.toString('base64')}`;
}

/** The id that a key has in signature lines. */
export function keyId(name: string, publicKey: Uint8Array, type: SignatureType): number {
  return idOf(name, Buffer.concat([Uint8Array.of(TYPE_BYTES[type]), publicKey]));
}

/** @throws Error in one sentence when the text is not a key, or of a type that is not known here */
export function parseVerifierKey(text: string): VerifierKey {
  // The key's base64 may have plus signs of its own; its name and id have none.
  const [, name = '', id = '', encoded = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const material = decodeBase64(encoded);
  if (!isKeyName(name) || material === undefined) {
    throw new Error('The verifier key is not of the form name+id+base64');
  }
  if (id !== hex(idOf(name, material))) throw new Error(`The verifier key's id ${id} is not that of its key`);
  const type = typeOf(material[0]);
  if (type === undefined)
    throw new Error(`The verifier key ${name}+${id} is of a type that is not supported`);
  const publicKey = material.subarray(1);
  if (publicKey.length !== PUBLIC_KEY_BYTES) {
    throw new Error(
      `The verifier key ${name}+${id} has ${publicKey.length} bytes instead of ${PUBLIC_KEY_BYTES}`,
    );
  }
  const key = keyObject(publicKey);
  const check = type === 'note' ? checkNote(key) : checkCosignature(key);
  return { name, id: Number.parseInt(id, 16), type, check };
}

/** What a cosignature signs: the text under a line that tells it from the text alone, and its time. */
export function cosignedMessage(text: Uint8Array, timestamp: bigint): Uint8Array {
  return Buffer.concat([Buffer.from(`cosignature/v1\ntime ${timestamp}\n`), text]);
}

/** Names must not be empty nor contain Unicode spaces or plus. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}+]/u.test(name);
}

/** Standard base64 in its one canonical form. @returns undefined for anything else */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

function checkNote(key: KeyObject): VerifierKey['check'] {
  return (text, signature) =>
    signature.length === SIGNATURE_BYTES && verify(null, text, key, signature)
      ? { signedAtMs: null }
      : undefined;
}

function checkCosignature(key: KeyObject): VerifierKey['check'] {
  return (text, signature) => {
    if (signature.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES) return undefined;
    const timestamp = Buffer.from(signature.subarray(0, TIMESTAMP_BYTES)).readBigUInt64BE();
    const signedAtMs = Number(timestamp) * 1000;
    const valid =
      Number.isSafeInteger(signedAtMs) &&
      verify(null, cosignedMessage(text, timestamp), key, signature.subarray(TIMESTAMP_BYTES));
    return valid ? { signedAtMs } : undefined;
  };
}

function idOf(name: string, material: Uint8Array): number {
  const input = Buffer.concat([Buffer.from(`${name}\n`), material]);
  return hash('sha256', input, 'buffer').readUInt32BE();
}

function typeOf(byte: number | undefined): SignatureType | undefined {
  if (byte === TYPE_BYTES.note) return 'note';
  return byte === TYPE_BYTES.cosignature ? 'cosignature' : undefined;
}

function keyObject(publicKey: Uint8Array): KeyObject {
  const x = Buffer.from(publicKey).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

function hex(id: number): string {
  return id.toString(16).padStart(8, '0');
}
