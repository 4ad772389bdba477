import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { OperatorError } from '../../kernel/errors.ts';

/**
 * A private key under a passphrase: scrypt (RFC 7914) makes the key of AES-256-GCM, which encrypts the
 * private key and vouches for whose it is. What scrypt was told stands with it, so that it can be made
 * harder one day without losing the keys that are there.
 */
export type SealedKey = z.infer<typeof sealedKey>;

const base64 = z.base64url();
const sealedKey = z.strictObject({
  acgs: z.literal('sealed operator key 1'),
  scrypt: z.strictObject({
    // Bounds keep a file that somebody edited from taking the machine's memory or hours.
    cost: z
      .int()
      .min(2 ** 14)
      .max(2 ** 20),
    blockSize: z.literal(8),
    parallelization: z.int().min(1).max(4),
    salt: base64,
  }),
  aes256gcm: z.strictObject({ iv: base64, tag: base64 }),
  key: base64,
});

/** 2^17 × 8 × 128 B: 128 MiB and about half a second for each guess, as OWASP advises. */
const COST = 2 ** 17;

/** @param owner the operator's id, which the key cannot be opened without */
export async function sealKey(privateKey: Uint8Array, passphrase: string, owner: string): Promise<SealedKey> {
  const settings = { cost: COST, blockSize: 8 as const, parallelization: 1, salt: randomBytes(32) };
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', await derive(passphrase, settings), iv);
  cipher.setAAD(Buffer.from(owner));
  const key = Buffer.concat([cipher.update(privateKey), cipher.final()]);
  return {
    acgs: 'sealed operator key 1',
    scrypt: { ...settings, salt: settings.salt.toString('base64url') },
    aes256gcm: { iv: iv.toString('base64url'), tag: cipher.getAuthTag().toString('base64url') },
    key: key.toString('base64url'),
  };
}

/** Undefined when the passphrase is wrong, or the file is not this operator's or was changed: they look alike. */
export async function openKey(
  sealed: SealedKey,
  passphrase: string,
  owner: string,
): Promise<Buffer | undefined> {
  const settings = { ...sealed.scrypt, salt: bytes(sealed.scrypt.salt) };
  const [iv, tag] = [bytes(sealed.aes256gcm.iv), bytes(sealed.aes256gcm.tag)];
  if (iv.length !== 12 || tag.length !== 16) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', await derive(passphrase, settings), iv);
  decipher.setAAD(Buffer.from(owner));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(bytes(sealed.key)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** @throws OperatorError `secret` when the text is not a sealed key */
export function parseSealedKey(text: string): SealedKey {
  const read = sealedKey.safeParse(jsonOf(text));
  if (read.success) return read.data;
  throw new OperatorError(
    'secret',
    'The file of this operator’s sealed key is damaged, or of a newer version',
    {
      hint: 'Put it back from a backup of the data folder.',
    },
  );
}

/** On the thread pool: half a second of it must not stop everything else. */
function derive(
  passphrase: string,
  settings: { cost: number; blockSize: number; parallelization: number; salt: Uint8Array },
): Promise<Buffer> {
  const { cost, blockSize, parallelization, salt } = settings;
  const maxmem = 2 * 128 * cost * blockSize;
  // The same characters can be typed as different code points.
  const secret = passphrase.normalize('NFKC');
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, 32, { cost, blockSize, parallelization, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
