import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../record.ts';
import type { KubernetesObject } from './objects.ts';

/** The fields that a client writes, each by its path as `fieldsV1` has it. Lists of named things are kept by name. */
type Fields = Map<string, { path: readonly string[]; value: unknown }>;

const PARTS = ['data', 'spec'];
const METADATA = ['labels', 'annotations'];

function fieldsOf(object: KubernetesObject): Fields {
  const fields: Fields = new Map();
  const walk = (value: unknown, path: readonly string[]): void => {
    if (isRecord(value) && Object.keys(value).length > 0) {
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, `f:${key}`]);
      return;
    }
    if (Array.isArray(value) && value.length > 0 && value.every((it) => isRecord(it) && 'name' in it)) {
      for (const item of value) walk(item, [...path, `k:${JSON.stringify({ name: item.name })}`]);
      return;
    }
    fields.set(JSON.stringify(path), { path, value });
  };
  for (const part of PARTS) if (part in object) walk(object[part], [`f:${part}`]);
  for (const part of METADATA) {
    const { metadata } = object;
    if (metadata[part] !== undefined) walk(metadata[part], ['f:metadata', `f:${part}`]);
  }
  return fields;
}

/** The paths whose values a write set or changed; all of them where there was nothing before. */
export function changedPaths(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): readonly (readonly string[])[] {
  const old = before && fieldsOf(before);
  return [...fieldsOf(after)].flatMap(([key, { path, value }]) =>
    old?.has(key) && isDeepStrictEqual(old.get(key)?.value, value) ? [] : [path],
  );
}

/** `fieldsV1` with these paths beside what it has. */
export function withPaths(fields: unknown, paths: readonly (readonly string[])[]): Record<string, unknown> {
  const result = structuredClone(isRecord(fields) ? fields : {});
  for (const path of paths) {
    let place: Record<string, unknown> = result;
    for (const step of path) {
      const inner = isRecord(place[step]) ? place[step] : {};
      place[step] = inner;
      place = inner;
    }
  }
  return result;
}

/** `fieldsV1` without these paths, and without what is empty then. */
export function withoutPaths(
  fields: unknown,
  paths: readonly (readonly string[])[],
): Record<string, unknown> {
  const result = structuredClone(isRecord(fields) ? fields : {});
  const drop = (place: Record<string, unknown>, [step, ...rest]: readonly string[]): void => {
    const inner = step === undefined ? undefined : place[step];
    if (step === undefined || !isRecord(inner)) return;
    drop(inner, rest);
    if (Object.keys(inner).length === 0) delete place[step];
  };
  for (const path of paths) drop(result, path);
  return result;
}
