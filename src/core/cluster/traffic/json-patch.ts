import type { PatchOperation } from './splits.ts';

/** An object as it is after a JSON patch of `add` and `replace`, for what an operator is shown of it beforehand. */
export function applied(object: unknown, patch: readonly PatchOperation[]): unknown {
  return patch.reduce((current, { path, value }) => withValue(current, segmentsOf(path), value), object);
}

/** RFC 6901. */
function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The pointer of a key, whatever is in it. */
export function pointerSegment(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function withValue(current: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(current)) {
    return current.map((item, index) => (String(index) === key ? withValue(item, rest, value) : item));
  }
  const record: Record<string, unknown> = { ...(typeof current === 'object' ? current : {}) };
  return { ...record, [key]: withValue(record[key], rest, value) };
}
