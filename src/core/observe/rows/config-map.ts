import { fieldAt, textAt, textsAt, timeAt } from '../../connect/kubernetes/fields.ts';
import { lastChange } from '../../connect/kubernetes/managed-fields.ts';
import { asHash } from '../constitutional-hash.ts';
import { constitutionalHashOf, isConstitutionalHashKey } from './constitutional-hash.ts';
import { configMapHashPlaces, type HashPlace } from './hash-places.ts';

/** A config map without its values: they may be large, and may be secrets that somebody put in the wrong place. */
export interface ConfigMapRow {
  /** `namespace/name`. */
  key: string;
  namespace: string;
  name: string;
  /** Its keys in order, and the size of each value in bytes. */
  keys: readonly string[];
  sizes: readonly number[];
  immutable: boolean;
  /** Epoch milliseconds. */
  createdAt: number | null;
  /** Who wrote it last, where the API server keeps that. */
  changedBy: string | null;
  changedAt: number | null;
  /** Every constitutional hash it carries: its annotation's or label's, and that of a key of this name. */
  hashes: readonly string[];
  /** Where it carries them. */
  hashPlaces: readonly HashPlace[];
  /** Values that have a hash's shape under keys of other names: a container may take its hash from one. */
  hashLike: Readonly<Record<string, string>>;
}

const HASH_SHAPE = /^\s*[0-9a-f]{8,64}\s*$/i;

export function projectConfigMap(configMap: unknown): ConfigMapRow | undefined {
  const name = textAt(configMap, 'metadata', 'name');
  if (name === null) return undefined;
  const namespace = textAt(configMap, 'metadata', 'namespace') ?? '';
  const data = textsAt(configMap, 'data');
  const entries = [
    ...[...data].map(([key, text]) => ({ key, bytes: Buffer.byteLength(text) })),
    ...[...textsAt(configMap, 'binaryData')].map(([key, base64]) => ({
      key,
      bytes: Buffer.byteLength(base64, 'base64'),
    })),
  ].sort((a, b) => (a.key < b.key ? -1 : 1));
  const change = lastChange(configMap);
  const hashes = [
    constitutionalHashOf(configMap),
    ...[...data].filter(([key]) => isConstitutionalHashKey(key)).map(([, text]) => asHash(text)),
  ];
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    keys: entries.map(({ key }) => key),
    sizes: entries.map(({ bytes }) => bytes),
    immutable: fieldAt(configMap, 'immutable') === true,
    createdAt: timeAt(configMap, 'metadata', 'creationTimestamp'),
    changedBy: change?.name ?? null,
    changedAt: change?.at ?? null,
    hashes: [...new Set(hashes.filter((hash) => hash !== null))],
    hashPlaces: configMapHashPlaces(configMap),
    hashLike: Object.fromEntries([...data].filter(([, text]) => HASH_SHAPE.test(text))),
  };
}
