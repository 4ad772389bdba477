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

/** The hash in a document's `constitutional_hash`; null and empty are as good as absent. */
export function hashInBody(document: unknown): string | null {
  if (document === null || typeof document !== 'object' || !('constitutional_hash' in document)) return null;
  const value = document.constitutional_hash;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** The hash in the header `X-Constitutional-Hash`, whatever its case. */
export function hashInHeader(headers: Readonly<Record<string, string>>): string | null {
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() === 'x-constitutional-hash' && value.trim() !== '') return value.trim();
  }
  return null;
}

/**
 * Compares every hash that was seen with the one expected. None at all is unverified: neither good nor
 * a violation. The right hash beside a failed validation of the service's own is not a match either.
 * `reason` is a sentence whenever something speaks against it.
 */
export function judgeHash(
  seen: HashSeen,
  expected: string,
  validation?: HashValidation,
): { state: HashState; reason: string | null } {
  const others = seen.filter(({ value }) => value.toLowerCase() !== expected.toLowerCase());
  if (others.length > 0) {
    const found = others.map(({ value, where }) => `${shortened(value)} ${PLACES[where]}`).join(' and ');
    return { state: 'mismatch', reason: `constitutional hash is ${found}, expected ${expected}` };
  }
  if (validation?.status != null && validation.status.toLowerCase() !== 'valid') {
    return {
      state: 'unverified',
      reason: `its own constitutional validation says ${shortened(validation.status)}`,
    };
  }
  return { state: seen.length > 0 ? 'match' : 'unverified', reason: null };
}

function shortened(text: string): string {
  return text.length > 64 ? `${text.slice(0, 63)}…` : text;
}
