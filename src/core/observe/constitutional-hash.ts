import type { HashState, Reading } from './observation.ts';

type HashSeen = Reading['hashSeen'];

const PLACES: Record<HashSeen[number]['where'], string> = {
  header: 'in the header',
  body: 'in the body',
  validation: 'in its validation',
};

/** What `GET /api/v1/constitutional/validate` says of the service's own check. */
export interface HashValidation {
  hash: string | null;
  /** `valid`, `error`, or null when it does not say. */
  status: string | null;
}

/** More of a value says nothing of it any more, and is kept nowhere. */
const MOST_CHARACTERS = 200;

/** A value that stands where a hash should, as it is, but for what no hash is long enough for; null when it is blank. */
export function asHash(value: string): string | null {
  return value.trim() === '' ? null : value.slice(0, MOST_CHARACTERS);
}

/** Whether a value was too long to be kept whole. */
export function isCut(hash: string): boolean {
  return hash.length >= MOST_CHARACTERS;
}

/** The hash in a document's `constitutional_hash`; null and empty are as good as absent. */
export function hashInBody(document: unknown): string | null {
  if (document === null || typeof document !== 'object' || !('constitutional_hash' in document)) return null;
  const value = document.constitutional_hash;
  if (value === null || value === undefined) return null;
  return asHash(typeof value === 'string' ? value : JSON.stringify(value));
}

/** The hash in the header `X-Constitutional-Hash`, whatever the header's case; spaces around it are HTTP's, not its own. */
export function hashInHeader(headers: Readonly<Record<string, string>>): string | null {
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() === 'x-constitutional-hash') return asHash(value.trim());
  }
  return null;
}

/**
 * Compares every hash that was seen with the one expected, character by character: whoever compares bytes takes
 * another spelling for another hash. None at all is unverified: neither good nor a violation. The right hash beside a failed validation of the service's own is not a match either.
 * `reason` is a sentence whenever something speaks against it.
 */
export function judgeHash(
  seen: HashSeen,
  expected: string,
  validation?: HashValidation,
): { state: HashState; reason: string | null } {
  const others = seen.filter(({ value }) => value !== expected);
  if (others.length > 0) {
    const found = others
      .map(({ value, where }) => `${otherHash(value, expected)} ${PLACES[where]}`)
      .join(' and ');
    return { state: 'mismatch', reason: `constitutional hash is ${found}, expected ${expected}` };
  }
  if (validation?.status != null && validation.status.toLowerCase() !== 'valid') {
    return {
      state: 'unverified',
      reason: `its own constitutional validation says ${shownHash(validation.status)}`,
    };
  }
  return { state: seen.length > 0 ? 'match' : 'unverified', reason: null };
}

/** A value that may be anything, for a sentence: short, on one line, and in quotes where its ends matter. */
export function shownHash(value: string): string {
  const line = value.replace(/\p{C}/gu, '\ufffd');
  const short = line.length > 64 ? `${line.slice(0, 63)}…` : line;
  return /\s/.test(short) ? `"${short}"` : short;
}

/** What was seen instead, and whether only its spelling is another. */
export function otherHash(value: string, expected: string): string {
  const same = value.trim().toLowerCase() === expected.toLowerCase();
  return same ? `${shownHash(value)} (the same in another spelling)` : shownHash(value);
}
