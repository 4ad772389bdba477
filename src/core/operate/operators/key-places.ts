import { createPrivateKey, type KeyObject } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyStore } from '../../connect/key-store.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { StoredOperator } from '../../store/operators/index.ts';
import { openKey, parseSealedKey, sealKey } from './sealed-key.ts';

/** Where private keys are kept, and got from when their owner logs in. */
export interface KeyPlaces {
  /** Whether a key can be kept in the system's key store. */
  hasKeyStore(): Promise<boolean>;
  /** @param passphrase null for the key store */
  keep(id: string, key: KeyObject, passphrase: string | null): Promise<StoredOperator['keyPlace']>;
  /**
   * @returns undefined when the passphrase is wrong
   * @throws OperatorError `secret` when the key is not there, `refused` when it is elsewhere
   */
  fetch(operator: StoredOperator, passphrase: string | null): Promise<KeyObject | undefined>;
  forget(operator: StoredOperator): Promise<void>;
}

/** @param directory the data folder; `:memory:` keeps sealed keys in memory */
export function createKeyPlaces(directory: string, keyStore: KeyStore | null): KeyPlaces {
  const files = directory === ':memory:' ? memoryFiles() : keyFiles(join(directory, 'operators'));
  const entryOf = (id: string) => `operator-${id}`;

  const fetchFromKeyStore = async ({ id, name }: StoredOperator): Promise<KeyObject> => {
    const text = await keyStore?.read(entryOf(id));
    if (text !== undefined) return createPrivateKey(text);
    throw new OperatorError('secret', `The key of ${name} is not in a key store that can be read here`, {
      hint: 'Log in where it was made, or add yourself once more, with a passphrase.',
    });
  };

  return {
    hasKeyStore: async () => keyStore !== null && (await keyStore.weakness()) === null,
    async keep(id, key, passphrase) {
      if (passphrase !== null) {
        const der = key.export({ format: 'der', type: 'pkcs8' });
        await files.write(id, `${JSON.stringify(await sealKey(der, passphrase, id))}\n`);
        der.fill(0);
        return 'passphrase';
      }
      const weakness = keyStore === null ? 'This machine has no key store for it' : await keyStore.weakness();
      if (keyStore === null || weakness !== null) {
        throw new OperatorError('usage', `${weakness}: the key has to be sealed with a passphrase`, {
          hint: 'Choose one.',
        });
      }
      await keyStore.write(entryOf(id), key.export({ format: 'pem', type: 'pkcs8' }).toString());
      return 'key-store';
    },
    async fetch(operator, passphrase) {
      if (operator.keyPlace === 'key-store') return fetchFromKeyStore(operator);
      if (operator.keyPlace === 'elsewhere') {
        throw new OperatorError(
          'refused',
          `${operator.name} works elsewhere: only the public key is known here`,
          {
            hint: 'Send the request over: acgs approvals export.',
          },
        );
      }
      const sealed = await files.read(operator.id);
      if (sealed === undefined) {
        throw new OperatorError('secret', `The file of ${operator.name}’s sealed key is missing`, {
          hint: 'Put it back from a backup of the data folder.',
        });
      }
      const der = await openKey(parseSealedKey(sealed), passphrase ?? '', operator.id);
      if (der === undefined) return undefined;
      const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
      der.fill(0);
      return key;
    },
    async forget({ id, keyPlace }) {
      if (keyPlace === 'key-store') await keyStore?.remove(entryOf(id));
      if (keyPlace === 'passphrase') await files.remove(id);
    },
  };
}

interface Files {
  read(id: string): Promise<string | undefined>;
  write(id: string, text: string): Promise<void>;
  remove(id: string): Promise<void>;
}

function memoryFiles(): Files {
  const texts = new Map<string, string>();
  return {
    read: async (id) => texts.get(id),
    write: async (id, text) => void texts.set(id, text),
    remove: async (id) => void texts.delete(id),
  };
}

function keyFiles(folder: string): Files {
  // Ids are fingerprints: nothing that a file system would take for a path.
  const pathOf = (id: string) => join(folder, `${id}.key`);
  return {
    async read(id) {
      try {
        return await readFile(pathOf(id), 'utf8');
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw new OperatorError('secret', 'The file of this operator’s sealed key cannot be read', {
          hint: 'Check who owns the data folder.',
          cause: error,
        });
      }
    },
    async write(id, text) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        // In one step: a crash leaves a whole key or none.
        await writeFile(`${pathOf(id)}.new`, text, { mode: 0o600, flush: true });
        await rename(`${pathOf(id)}.new`, pathOf(id));
      } catch (error) {
        throw new OperatorError('secret', `The sealed key cannot be written (${codeOf(error)})`, {
          hint: 'Check that the data folder is writable and the disk is not full.',
          cause: error,
        });
      }
    },
    remove: (id) => rm(pathOf(id), { force: true }),
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
