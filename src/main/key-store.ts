import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import type { KeyStore } from '../core/connect/key-store.ts';
import type { ReadKeychain } from '../core/connect/secrets.ts';
import { OperatorError } from '../core/kernel/errors.ts';
import type { Redactor } from '../core/kernel/redaction.ts';

/** Linux without a key store: Chromium then encrypts with a password that is in its source code. */
const UNPROTECTED_BACKENDS: ReadonlySet<string> = new Set(['basic_text', 'unknown']);
/** That password's mark at the start of what it encrypted (Chromium, components/os_crypt). */
const UNPROTECTED_PREFIX = 'v10';

/**
 * Secrets that the operator enters in the window: one file each in `folder`, encrypted with a key that
 * the system's key store holds. Where there is no such store nothing is written. Reading finds our entry,
 * or else the system key store's, where the command line looks too.
 */
export function createKeyStore(options: {
  safeStorage: Pick<
    SafeStorage,
    'encryptStringAsync' | 'decryptStringAsync' | 'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend'
  >;
  folder: string;
  platform: NodeJS.Platform;
  redactor: Pick<Redactor, 'add'>;
  /** Asked for names that are not in the folder. */
  fallback: ReadKeychain;
}): KeyStore {
  const { safeStorage, folder, platform, redactor, fallback } = options;

  // A hash keeps whatever a profile calls its entries out of the file system.
  const fileOf = (name: string) => join(folder, createHash('sha256').update(name).digest('hex'));

  const weakness = async (): Promise<string | null> => {
    if (platform === 'linux' && UNPROTECTED_BACKENDS.has(safeStorage.getSelectedStorageBackend())) {
      return 'This desktop has no key store (GNOME Keyring or KWallet), so a secret kept here would be readable by anybody with access to the disk';
    }
    return (await safeStorage.isAsyncEncryptionAvailable())
      ? null
      : 'The system key store is locked or cannot be used';
  };

  const refuse = (why: string) =>
    new OperatorError('secret', why, {
      hint: 'Unlock or install a key store, or name an environment variable or a file in the profile.',
    });

  const write = async (name: string, secret: string): Promise<void> => {
    redactor.add(secret);
    const why = await weakness();
    if (why !== null) throw refuse(why);
    const encrypted = await safeStorage.encryptStringAsync(secret);
    if (platform === 'linux' && encrypted.subarray(0, 3).toString('latin1') === UNPROTECTED_PREFIX) {
      throw refuse('The system key store gave no key, so a secret kept here would not be protected');
    }
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await replaceFile(fileOf(name), encrypted);
  };

  return {
    weakness,
    write,
    async read(name) {
      const encrypted = await readIfThere(fileOf(name));
      if (encrypted === undefined) return fallback(name);
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(encrypted);
      redactor.add(result);
      if (shouldReEncrypt) await write(name, result);
      return result;
    },
    remove: (name) => rm(fileOf(name), { force: true }),
  };
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** In one step: a crash leaves the old secret or the new one, never half of it. */
async function replaceFile(path: string, content: Buffer): Promise<void> {
  const temporary = `${path}.new`;
  await writeFile(temporary, content, { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, path);
}
