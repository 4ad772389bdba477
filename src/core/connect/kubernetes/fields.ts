/**
 * Reads single fields of Kubernetes objects. Objects come by the thousand and from servers of every
 * version: a schema for each would cost more than it tells, and a missing field is never an error.
 */
export function fieldAt(value: unknown, ...path: string[]): unknown {
  let current = value;
  for (const key of path) {
    if (!isRecord(current)) return undefined;
    current = current[key];
  }
  return current;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** An object with whatever it holds; empty where there is none. */
export function recordAt(value: unknown, ...path: string[]): Readonly<Record<string, unknown>> {
  const found = fieldAt(value, ...path);
  return isRecord(found) && !Array.isArray(found) ? found : {};
}

/** An empty text counts as absent: Go leaves out or empties the same field at will. */
export function textAt(value: unknown, ...path: string[]): string | null {
  const found = fieldAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : null;
}

export function numberAt(value: unknown, ...path: string[]): number | null {
  const found = fieldAt(value, ...path);
  return typeof found === 'number' ? found : null;
}

export function listAt(value: unknown, ...path: string[]): readonly unknown[] {
  const found = fieldAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** A map of texts: labels, annotations, resources. */
export function textsAt(value: unknown, ...path: string[]): ReadonlyMap<string, string> {
  const found = fieldAt(value, ...path);
  const texts = new Map<string, string>();
  if (!isRecord(found)) return texts;
  for (const [key, text] of Object.entries(found)) if (typeof text === 'string') texts.set(key, text);
  return texts;
}

/** RFC 3339 as epoch milliseconds. */
export function timeAt(value: unknown, ...path: string[]): number | null {
  const text = textAt(value, ...path);
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : time;
}
