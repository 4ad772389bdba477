import { fieldAt, listAt, textAt, textsAt } from '../../connect/kubernetes/fields.ts';
import { type Writing, writerOf } from '../../connect/kubernetes/managed-fields.ts';
import { asHash } from '../constitutional-hash.ts';
import { hashesInText } from '../hashes-in-text.ts';
import { isConstitutionalHashKey } from './constitutional-hash.ts';
import { keyReferenceOf } from './key-reference.ts';

/** One place of an object that carries the constitutional hash. */
export interface HashPlace {
  /** In the operator's words: `annotation constitutional-hash`, `CONSTITUTIONAL_HASH of container x`. */
  where: string;
  /** JSON pointer into the object; null where the hash is a part of a longer text. */
  pointer: string | null;
  /** As it is written there; null when it is taken from elsewhere, or blank. */
  value: string | null;
  /** Where else it is taken from. */
  from: HashSource | null;
  /** Who wrote it, where the API server keeps that. */
  changedBy: Writing | null;
}

export interface HashSource {
  kind: 'config map' | 'secret' | 'field';
  /** Of the config map or secret; of a field its path. */
  name: string;
  key: string;
  optional: boolean;
}

const VARIABLE = 'CONSTITUTIONAL_HASH';
/** A longer text is a document of its own, and read no further. */
const MOST_TEXT = 100_000;

/** The labels and annotations of a deployment and of its template, and the environment of its containers. */
export function deploymentHashPlaces(deployment: unknown): HashPlace[] {
  const template = fieldAt(deployment, 'spec', 'template');
  return [
    ...metadataPlaces(deployment, deployment, { pointer: '', words: '', managed: [] }),
    ...metadataPlaces(deployment, template, {
      pointer: '/spec/template',
      words: ' of its pod template',
      managed: ['f:spec', 'f:template'],
    }),
    ...(['containers', 'initContainers'] as const).flatMap((list) =>
      containerPlaces(deployment, template, list),
    ),
  ];
}

/** The labels, annotations and keys of a config map, and what is written in longer texts of it. */
export function configMapHashPlaces(configMap: unknown): HashPlace[] {
  const keys = [...textsAt(configMap, 'data')].flatMap(([key, text]): HashPlace[] => {
    const changedBy = writerOf(configMap, ['f:data', `f:${key}`]);
    if (isConstitutionalHashKey(key)) {
      const pointer = `/data/${escaped(key)}`;
      return [{ where: `key ${key}`, pointer, value: asHash(text), from: null, changedBy }];
    }
    if (text.length > MOST_TEXT) return [];
    return hashesInText(text).map(({ value, line }) => ({
      where: `key ${key}, line ${line}`,
      ...{ pointer: null, value, from: null, changedBy },
    }));
  });
  return [...metadataPlaces(configMap, configMap, { pointer: '', words: '', managed: [] }), ...keys];
}

function metadataPlaces(
  object: unknown,
  part: unknown,
  { pointer, words, managed }: { pointer: string; words: string; managed: readonly string[] },
): HashPlace[] {
  return (['annotations', 'labels'] as const).flatMap((kind) =>
    [...textsAt(part, 'metadata', kind)]
      .filter(([key]) => isConstitutionalHashKey(key))
      .map(([key, value]) => ({
        where: `${kind === 'labels' ? 'label' : 'annotation'} ${key}${words}`,
        pointer: `${pointer}/metadata/${kind}/${escaped(key)}`,
        value: asHash(value),
        from: null,
        changedBy: writerOf(object, [...managed, 'f:metadata', `f:${kind}`, `f:${key}`]),
      })),
  );
}

function containerPlaces(
  deployment: unknown,
  template: unknown,
  list: 'containers' | 'initContainers',
): HashPlace[] {
  return listAt(template, 'spec', list).flatMap((container, index) => {
    const name = textAt(container, 'name') ?? '';
    const where = `${VARIABLE} of ${list === 'containers' ? '' : 'init '}container ${name}`;
    const managed = ['f:spec', 'f:template', 'f:spec', `f:${list}`, `k:${JSON.stringify({ name })}`];
    const writer = (...rest: string[]) => writerOf(deployment, [...managed, ...rest]);
    const variables = listAt(container, 'env').flatMap((variable, at): HashPlace[] => {
      if (fieldAt(variable, 'name') !== VARIABLE) return [];
      const from = sourceOf(fieldAt(variable, 'valueFrom'));
      return [
        {
          where,
          pointer: from === null ? `/spec/template/spec/${list}/${index}/env/${at}/value` : null,
          // A variable that is there and empty is a place without a hash.
          value: asHash(textAt(variable, 'value') ?? ''),
          from,
          changedBy: writer('f:env', `k:${JSON.stringify({ name: VARIABLE })}`),
        },
      ];
    });
    // A variable that is written out wins over a map that all are taken from.
    if (variables.length > 0) return variables;
    return listAt(container, 'envFrom').flatMap((source): HashPlace[] => {
      const prefix = textAt(source, 'prefix') ?? '';
      const map = textAt(source, 'configMapRef', 'name');
      if (map === null || !VARIABLE.startsWith(prefix)) return [];
      const key = VARIABLE.slice(prefix.length);
      const from = { kind: 'config map' as const, name: map, key, optional: true };
      return [{ where, pointer: null, value: null, from, changedBy: writer('f:envFrom') }];
    });
  });
}

function sourceOf(valueFrom: unknown): HashSource | null {
  const reference = keyReferenceOf(valueFrom);
  if (reference !== null) return reference;
  const path = textAt(valueFrom, 'fieldRef', 'fieldPath');
  return path === null ? null : { kind: 'field', name: path, key: '', optional: false };
}

const NONE: readonly string[] = [];
/** Lists of values that pods carry: nearly all carry the same one. */
const shared = new Map<string, readonly string[]>();
const MOST_SHARED = 1000;

/** Every different hash that a pod carries. */
export function podHashes(pod: unknown): readonly string[] {
  const values = new Set<string>();
  const add = (value: string) => {
    const hash = asHash(value);
    if (hash !== null) values.add(hash);
  };
  for (const list of ['containers', 'initContainers'] as const) {
    for (const container of listAt(pod, 'spec', list)) {
      for (const variable of listAt(container, 'env')) {
        if (fieldAt(variable, 'name') === VARIABLE) add(textAt(variable, 'value') ?? '');
      }
    }
  }
  for (const kind of ['annotations', 'labels'] as const) {
    for (const [key, value] of textsAt(pod, 'metadata', kind)) if (isConstitutionalHashKey(key)) add(value);
  }
  if (values.size === 0) return NONE;
  const list = [...values];
  const name = list.join('\n');
  const known = shared.get(name);
  if (known) return known;
  if (shared.size >= MOST_SHARED) shared.clear();
  shared.set(name, list);
  return list;
}

/** RFC 6901. */
function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
