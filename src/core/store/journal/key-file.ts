import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OperatorError } from '../../kernel/errors.ts';
import { IN_MEMORY, journalPath } from './database/open.ts';
import type { NoteSigner } from './note.ts';
import { headPath } from './recover.ts';

/**
 * The key that signs the journal of a data folder. It is made with the first journal: one that lost its
 * key does not get another silently, since that could not go on with what the old one signed.
 *
 * @param directory the data folder; `:memory:` gives a key that is forgotten with the process
 * @throws OperatorError `secret` when it is missing or cannot be used
 */
export function openJournalKey(directory: string): NoteSigner {
  if (directory === IN_MEMORY) return signerOf(generateKeyPairSync('ed25519').privateKey);
  const isNew = ![journalPath(directory), headPath(directory)].some((path) => existsSync(path));
  return openKeyFile(join(directory, 'journal.key'), { create: isNew });
}

/**
 * The signer whose private key is in a file that only its owner can read (PKCS #8, PEM). It stands in
 * until an operator's own key signs.
 *
 * @param create makes the key when there is none
 * @throws OperatorError `secret` when the file is missing or holds no Ed25519 key
 */
export function openKeyFile(path: string, { create }: { create: boolean }): NoteSigner {
  const pem = readKey(path) ?? (create ? createKey(path) : undefined);
  if (pem === undefined) {
    throw new OperatorError('secret', `The journal's key is missing: ${path}`, {
      hint: 'Put it back from a backup. A new key cannot continue what this one signed.',
    });
  }
  const key = privateKey(pem);
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new OperatorError('secret', `The journal's key is not a private Ed25519 key: ${path}`, {
      hint: 'Put it back from a backup.',
    });
  }
  return signerOf(key);
}

/** @param key an Ed25519 private key */
export function signerOf(key: KeyObject): NoteSigner {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { publicKey: Buffer.from(x, 'base64url'), sign: (message) => sign(null, message, key) };
}

function readKey(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new OperatorError('secret', `The journal's key cannot be read: ${path} (${codeOf(error)})`, {
      hint: 'Give this user the file.',
      cause: error,
    });
  }
}

/** Whole or not at all, and never over another process's key: a link fails where there is one. */
function createKey(path: string): string {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const unfinished = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(unfinished, pem, { mode: 0o600, flush: true });
    linkSync(unfinished, path);
    return pem;
  } catch (error) {
    const other = codeOf(error) === 'EEXIST' ? readKey(path) : undefined;
    if (other !== undefined) return other;
    throw new OperatorError('secret', `The journal's key cannot be made: ${path} (${codeOf(error)})`, {
      hint: 'Check that the data folder is writable and the disk is not full, or choose another with --data.',
      cause: error,
    });
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function privateKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
