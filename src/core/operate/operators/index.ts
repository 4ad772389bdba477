import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { KeyStore } from '../../connect/key-store.ts';
import { type Clock, instantOf, toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { OperatorRecords, StoredOperator } from '../../store/operators/index.ts';
import type { OperationJournal } from '../record.ts';
import { createKeyPlaces } from './key-places.ts';
import { fingerprintOf, nameKeyOf, publicKeyOf, publicKeyText } from './public-key.ts';

/** A person who works with this control center, known by a key of their own. */
export interface Operator {
  /** Fingerprint of the public key. */
  id: string;
  name: string;
  createdAt: string;
  /** Where the private key is: `elsewhere` for a person whose public key alone is known here. */
  key: StoredOperator['keyPlace'];
  retiredAt: string | null;
}

/** The people, by their keys. */
export interface Operators {
  /** In the order they came, the retired ones too. */
  list(): Operator[];
  /** Whether keys can be kept in the system's key store; otherwise a passphrase seals them. */
  hasKeyStore(): Promise<boolean>;
  /**
   * Makes a key for a person.
   *
   * @param person `passphrase` null keeps the key in the key store
   * @throws OperatorError `usage` for a name that is taken or no name, or a passphrase too easy to guess
   */
  add(person: { name: string; passphrase: string | null }): Promise<Operator>;
  /** Makes a person known who works elsewhere, from what `exportKey` wrote there. */
  importKey(text: string): Operator;
  /** The public key with its name, for another control center. */
  exportKey(nameOrId: string): string;
  /** Takes the person out of use; what they signed before stays readable, and approves nothing any more. */
  retire(nameOrId: string): Promise<Operator>;
  /** @throws OperatorError `not-found` */
  find(nameOrId: string): Operator;
  /** The public key by which a signature is verified; undefined when nobody of that fingerprint is known. */
  publicKey(id: string): { key: KeyObject; retired: boolean } | undefined;
  /** The private key; undefined when the passphrase is wrong. */
  unlock(id: string, passphrase: string | null): Promise<KeyObject | undefined>;
  subscribe(listener: () => void): () => void;
}

/** What is sealed with less can be guessed by whoever gets the file. */
export const MIN_PASSPHRASE_LENGTH = 10;
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._'-]{0,62}[\p{L}\p{M}\p{N}.]$/u;

const publicKeyFile = z.object({ acgs: z.string(), name: z.string(), publicKey: z.string() });
const PUBLIC_KEY_FILE = 'operator public key 1';

export function createOperators(options: {
  records: OperatorRecords;
  directory: string;
  keyStore: KeyStore | null;
  journal: OperationJournal;
  /** Who adds and retires, for the journal. */
  actor: () => string;
  clock: Clock;
  redactor: Pick<Redactor, 'add'>;
}): Operators {
  const { records, journal, clock, redactor } = options;
  const places = createKeyPlaces(options.directory, options.keyStore);
  const listeners = new Set<() => void>();

  const tell = (kind: string, summary: string, operator: StoredOperator) => {
    const { id, name, publicKey, keyPlace } = operator;
    journal.append({
      at: clock.now(),
      actor: options.actor(),
      kind: `operator.${kind}`,
      subject: `operator ${name}`,
      summary,
      data: { id, name, publicKey, key: keyPlace },
    });
    for (const listener of [...listeners]) listener();
  };

  const stored = (nameOrId: string): StoredOperator => {
    const all = records.list();
    const key = nameKeyOf(nameOrId);
    const found =
      all.find((it) => it.retiredAt === null && (it.id === nameOrId || it.nameKey === key)) ??
      all.find((it) => it.id === nameOrId || it.nameKey === key);
    if (found !== undefined) return found;
    throw new OperatorError('not-found', `There is no operator ${nameOrId}`, {
      hint: 'acgs operators list shows who there is.',
    });
  };

  const insert = (name: string, publicKey: string, keyPlace: StoredOperator['keyPlace']): StoredOperator => {
    const id = fingerprintOf(publicKey);
    const operator = { id, name, nameKey: nameKeyOf(name), publicKey, keyPlace, createdAt: clock.now() };
    if (records.insert(operator)) return { ...operator, retiredAt: null };
    throw records.get(id) === undefined ? nameTaken(name) : keyKnown(name);
  };

  return {
    list: () => records.list().map(shown),
    hasKeyStore: places.hasKeyStore,
    async add({ name: written, passphrase }) {
      const name = nameOf(written);
      if (passphrase !== null) requireStrong(passphrase);
      if (records.list().some((it) => it.retiredAt === null && it.nameKey === nameKeyOf(name))) {
        throw nameTaken(name);
      }
      if (passphrase !== null) redactor.add(passphrase);
      const { privateKey } = generateKeyPairSync('ed25519');
      const publicKey = publicKeyText(privateKey);
      const id = fingerprintOf(publicKey);
      const keyPlace = await places.keep(id, privateKey, passphrase);
      try {
        const operator = insert(name, publicKey, keyPlace);
        tell('added', `${name} is an operator from now on, with the key ${id}`, operator);
        return shown(operator);
      } catch (error) {
        // Another process was faster with the name: a key that nobody knows must not lie around.
        if (records.get(id) === undefined) {
          await places.forget({ id, name, nameKey: '', publicKey, keyPlace, createdAt: 0, retiredAt: null });
        }
        throw error;
      }
    },
    importKey(text) {
      const file = publicKeyFile.safeParse(jsonOf(text));
      if (!file.success) {
        throw new OperatorError('usage', 'This is no operator’s public key, or not all of it', {
          hint: 'Make it with acgs operators export-key NAME, and bring the whole file.',
        });
      }
      if (file.data.acgs !== PUBLIC_KEY_FILE || publicKeyOf(file.data.publicKey) === undefined) {
        throw new OperatorError('usage', 'This public key is damaged, or of a newer version', {
          hint: 'Export it again, or update this control center.',
        });
      }
      const operator = insert(nameOf(file.data.name), file.data.publicKey, 'elsewhere');
      tell('imported', `${operator.name}, who works elsewhere, is known by the key ${operator.id}`, operator);
      return shown(operator);
    },
    exportKey(nameOrId) {
      const { name, publicKey, id } = stored(nameOrId);
      return `${JSON.stringify({ acgs: PUBLIC_KEY_FILE, name, publicKey, fingerprint: id }, null, 2)}\n`;
    },
    async retire(nameOrId) {
      const operator = stored(nameOrId);
      const at = clock.now();
      if (!records.retire(operator.id, at)) {
        throw new OperatorError('usage', `${operator.name} is retired already`);
      }
      await places.forget(operator);
      tell('retired', `${operator.name} is no operator any more`, operator);
      return shown({ ...operator, retiredAt: at });
    },
    find: (nameOrId) => shown(stored(nameOrId)),
    publicKey(id) {
      const operator = records.get(id);
      // A row that was given another key is nobody's.
      if (operator === undefined || fingerprintOf(operator.publicKey) !== id) return undefined;
      const key = publicKeyOf(operator.publicKey);
      return key && { key, retired: operator.retiredAt !== null };
    },
    async unlock(id, passphrase) {
      const operator = stored(id);
      if (operator.retiredAt !== null) {
        throw new OperatorError('refused', `${operator.name} is retired`);
      }
      const key = await places.fetch(operator, passphrase);
      if (key === undefined) return undefined;
      if (publicKeyText(key) !== operator.publicKey) {
        throw new OperatorError('secret', `The key that is kept for ${operator.name} is another one`, {
          hint: 'Put it back from a backup of the data folder.',
        });
      }
      if (passphrase !== null && operator.keyPlace === 'passphrase') redactor.add(passphrase);
      return key;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function shown({ id, name, createdAt, keyPlace, retiredAt }: StoredOperator): Operator {
  return { id, name, createdAt: toIso(createdAt), key: keyPlace, retiredAt: instantOf(retiredAt) };
}

function nameOf(written: string): string {
  const name = written.normalize('NFC').trim().replace(/\s+/g, ' ');
  if (NAME.test(name)) return name;
  throw new OperatorError('usage', "An operator’s name has 2 to 64 letters, digits, spaces and . _ - '", {
    hint: 'Take the name by which people here call you.',
  });
}

function requireStrong(passphrase: string): void {
  if ([...passphrase.trim()].length >= MIN_PASSPHRASE_LENGTH) return;
  throw new OperatorError('usage', `The passphrase needs at least ${MIN_PASSPHRASE_LENGTH} characters`, {
    hint: 'Four words that do not belong together are easy to remember and hard to guess.',
  });
}

function nameTaken(name: string): OperatorError {
  return new OperatorError('usage', `There is an operator called ${name} already`, {
    hint: 'Take another name, so that nobody is taken for somebody else.',
  });
}

function keyKnown(name: string): OperatorError {
  return new OperatorError('usage', `The key of ${name} is known already`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
