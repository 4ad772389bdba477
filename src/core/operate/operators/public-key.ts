import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** 32 bytes, base64url. */
export function publicKeyText(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'jwk' }).x ?? '';
}

/** Undefined when it is no Ed25519 key in the form we write. */
export function publicKeyOf(text: string): KeyObject | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== 32 || bytes.toString('base64url') !== text) return undefined;
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** The operator's id: the first 80 bits of the public key's SHA-256, in fours that can be read aloud. */
export function fingerprintOf(text: string): string {
  const hash = createHash('sha256').update(Buffer.from(text, 'base64url')).digest('hex');
  return (hash.slice(0, 20).match(/.{4}/g) ?? []).join('-');
}

/** A name as names are compared: neither capital letters nor other ways to write a letter make another one. */
export function nameKeyOf(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}
