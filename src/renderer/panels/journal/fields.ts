/** A line of what an entry carries: `parameters.replicas` and its value. */
export type Field =
  | { name: string; kind: 'value'; text: string }
  /** A unified diff, or another text of several lines. */
  | { name: string; kind: 'diff' | 'text'; text: string };

/** The data of an entry, from its JSON. */
export function dataOf(json: string): unknown {
  const read: unknown = JSON.parse(json);
  return isRecord(read) ? read.data : null;
}

/** Deeper than this, or further on, the JSON itself is easier to read. */
const DEEPEST = 4;
const MOST_FIELDS = 200;

/** The data as names and values, in its own order; what is empty is left out. */
export function fieldsOf(data: unknown): Field[] {
  return [...walk(data, '', 0)].slice(0, MOST_FIELDS);
}

function* walk(value: unknown, name: string, depth: number): Generator<Field> {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') {
    const text = String(value);
    if (/^--- .*\n\+\+\+ /.test(text)) yield { name, kind: 'diff', text };
    else yield { name, kind: text.includes('\n') ? 'text' : 'value', text };
    return;
  }
  const entries = Object.entries(value);
  const isList = Array.isArray(value);
  if (isList && value.every((item) => typeof item !== 'object')) {
    if (entries.length > 0) yield { name, kind: 'value', text: value.join(', ') };
    return;
  }
  if (depth === DEEPEST) {
    yield { name, kind: 'text', text: JSON.stringify(value, null, 2) };
    return;
  }
  for (const [key, item] of entries) {
    const part = isList ? String(Number(key) + 1) : key;
    yield* walk(item, name === '' ? part : `${name} › ${part}`, depth + 1);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
