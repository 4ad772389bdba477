import { createHash } from 'node:crypto';
import type { JsonValue } from '../store/journal/canonical.ts';

/** The journal takes 1 MiB an entry; a config map alone may have that, twice with its diff. */
const LARGE = 65_536;
const TOO_LARGE = 4 * LARGE;
const BEGINNING = 1000;

/** Plain JSON in which what is large is told by its size and hash (SHA-256 of its JSON). */
export function condense(data: unknown): JsonValue {
  const text = JSON.stringify(data) ?? 'null';
  const value: JsonValue = JSON.parse(text);
  if (text.length <= LARGE) return value;
  if (typeof value === 'string') return { ...digest(text), begins: value.slice(0, BEGINNING) };
  const smaller = Array.isArray(value) ? value.map(condense) : condenseFields(value);
  return JSON.stringify(smaller).length <= TOO_LARGE ? smaller : digest(text);
}

function condenseFields(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, condense(field)]));
}

function digest(text: string): { bytes: number; sha256: string } {
  return { bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
}
