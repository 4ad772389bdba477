import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../record.ts';
import { apiErrors } from './api-error.ts';

/** Applies a patch of any of the three kinds that Kubernetes takes to a copy of `target`. */
export function applyPatch(target: unknown, patch: unknown, contentType: string): unknown {
  const type = contentType.split(';')[0]?.trim() ?? '';
  switch (type) {
    case 'application/merge-patch+json':
      return mergePatch(target, patch);
    case 'application/strategic-merge-patch+json':
      return strategicMerge(target, patch, '');
    case 'application/json-patch+json':
      return jsonPatch(target, patch);
    default:
      throw apiErrors.unsupportedMediaType(type);
  }
}

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) {
    return patch;
  }
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[key];
    } else {
      result[key] = mergePatch(result[key], value);
    }
  }
  return result;
}

/** The lists of the built-in types that are merged by a key (`patchMergeKey` in the API's Go types). */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  ports: 'containerPort',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  ownerReferences: 'uid',
  conditions: 'type',
  taints: 'key',
};

/** Lists of plain values that a patch adds to instead of replacing them. */
const mergedSets = new Set(['finalizers']);

/** Kubernetes' strategic merge, with the directives `$patch: delete|replace` and `$retainKeys`. */
export function strategicMerge(target: unknown, patch: unknown, field: string): unknown {
  if (Array.isArray(patch)) {
    return mergeList(Array.isArray(target) ? target : [], patch, field);
  }
  if (!isRecord(patch)) {
    return patch;
  }
  const { $patch: directive, $retainKeys: retained, ...changes } = patch;
  if (directive === 'replace') {
    return changes;
  }
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  if (Array.isArray(retained)) {
    for (const key of Object.keys(result)) {
      if (!retained.includes(key)) {
        delete result[key];
      }
    }
  }
  for (const [key, value] of Object.entries(changes)) {
    if (key.startsWith('$setElementOrder/')) {
      continue;
    }
    const deletion = /^\$deleteFromPrimitiveList\/(.+)$/.exec(key)?.[1];
    if (deletion !== undefined) {
      const current = result[deletion];
      const gone: unknown[] = Array.isArray(value) ? value : [];
      result[deletion] = Array.isArray(current) ? current.filter((item) => !gone.includes(item)) : [];
    } else if (value === null) {
      delete result[key];
    } else if (isRecord(value) && value.$patch === 'delete') {
      delete result[key];
    } else {
      result[key] = strategicMerge(result[key], value, key);
    }
  }
  return result;
}

function mergeList(target: readonly unknown[], patch: readonly unknown[], field: string): unknown[] {
  const key = mergeKeys[field];
  if (key === undefined || !patch.every(isRecord)) {
    return mergedSets.has(field) ? [...new Set([...target, ...patch])] : [...patch];
  }
  if (patch.some((item) => item.$patch === 'replace')) {
    return patch.filter((item) => item.$patch !== 'replace');
  }
  const result = [...target];
  for (const item of patch) {
    const index = result.findIndex((existing) => isRecord(existing) && existing[key] === item[key]);
    if (item.$patch === 'delete') {
      if (index >= 0) {
        result.splice(index, 1);
      }
    } else if (index >= 0) {
      result[index] = strategicMerge(result[index], item, '');
    } else {
      result.push(strategicMerge({}, item, ''));
    }
  }
  return result;
}

/** RFC 6902. */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    throw apiErrors.badRequest('a JSON patch is a list of operations');
  }
  return patch.reduce<unknown>((document, operation) => {
    if (!isRecord(operation) || typeof operation.path !== 'string') {
      throw apiErrors.badRequest('an operation of a JSON patch needs a path');
    }
    const { op, path, from, value } = operation;
    switch (op) {
      case 'add':
        return setAt(document, pointer(path), structuredClone(value), 'insert');
      case 'replace':
        readAt(document, pointer(path));
        return setAt(document, pointer(path), structuredClone(value), 'assign');
      case 'remove':
        readAt(document, pointer(path));
        return setAt(document, pointer(path), undefined, 'remove');
      case 'test':
        if (!isDeepStrictEqual(readAt(document, pointer(path)), value)) {
          throw apiErrors.invalid('JSON patch', path, `testing value ${path} failed`);
        }
        return document;
      case 'copy':
        return setAt(
          document,
          pointer(path),
          structuredClone(readAt(document, pointer(String(from)))),
          'insert',
        );
      case 'move': {
        const moved = readAt(document, pointer(String(from)));
        return setAt(
          setAt(document, pointer(String(from)), undefined, 'remove'),
          pointer(path),
          moved,
          'insert',
        );
      }
      default:
        throw apiErrors.badRequest(`Unexpected kind: ${String(op)}`);
    }
  }, target);
}

/** RFC 6901. */
function pointer(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function missing(steps: readonly string[]) {
  return apiErrors.invalid('JSON patch', `/${steps.join('/')}`, 'the path does not exist');
}

function readAt(document: unknown, steps: readonly string[]): unknown {
  let value = document;
  for (const step of steps) {
    const holds = Array.isArray(value) ? Number(step) in value : isRecord(value) && step in value;
    if (!holds) {
      throw missing(steps);
    }
    value = Array.isArray(value) ? value[Number(step)] : isRecord(value) ? value[step] : undefined;
  }
  return value;
}

function setAt(
  document: unknown,
  steps: readonly string[],
  value: unknown,
  how: 'insert' | 'assign' | 'remove',
): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) {
    return value;
  }
  if (Array.isArray(document)) {
    const copy = [...document];
    const index = step === '-' ? copy.length : Number(step);
    if (!Number.isInteger(index) || index > copy.length || index < 0) {
      throw missing(steps);
    }
    if (rest.length > 0) {
      copy[index] = setAt(copy[index], rest, value, how);
    } else if (how === 'insert') {
      copy.splice(index, 0, value);
    } else if (how === 'assign') {
      copy[index] = value;
    } else {
      copy.splice(index, 1);
    }
    return copy;
  }
  if (!isRecord(document)) {
    throw missing(steps);
  }
  if (rest.length === 0 && how === 'remove') {
    const { [step]: _removed, ...kept } = document;
    return kept;
  }
  if (rest.length > 0 && !(step in document)) {
    throw missing(steps);
  }
  return { ...document, [step]: setAt(document[step], rest, value, how) };
}
