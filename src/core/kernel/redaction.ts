/**
 * Keeps secrets out of logs, errors and answers. Two nets: every secret value that was ever resolved
 * is registered and replaced wherever it appears; and shapes that are always secret (bearer tokens,
 * passwords in URLs, private keys) are replaced even when nobody registered them.
 */
export interface Redactor {
  /** Registers a secret value. Values under 4 characters are not searched for: they would hit words. */
  add(secret: string): void;
  /** The text with every known secret replaced. */
  text(text: string): string;
  /** The same for every string inside plain data; keys that name a secret lose their value. */
  data<T>(value: T): T;
}

export const REDACTED = '[redacted]';

const SHAPES: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${REDACTED}`],
  [/(\b[a-z][a-z0-9+.-]{1,19}:\/\/[^\s:/@]*):[^\s@/]+@/gi, `$1:${REDACTED}@`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, REDACTED],
  [/\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}/g, REDACTED],
  [/\b((?:password|passwd|secret|token|api[_-]?key)["']?\s*[=:]\s*["']?)[^\s"'&,;}]+/gi, `$1${REDACTED}`],
];

const SECRET_KEY =
  /^(?:.*[-_])?(password|passwd|secret|token|authorization|cookie|client-?key(-?data)?|client-?certificate-?data|secret-?key|access-?key|private-?key|session-?token|launch-?secret)$/i;

const MIN_SEARCHED_LENGTH = 4;

export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  let pattern: RegExp | undefined;

  const text = (input: string): string => {
    let output = input;
    if (secrets.size > 0) {
      pattern ??= new RegExp(
        [...secrets]
          .sort((a, b) => b.length - a.length)
          .map(escapePattern)
          .join('|'),
        'g',
      );
      output = output.replace(pattern, REDACTED);
    }
    for (const [shape, replacement] of SHAPES) output = output.replace(shape, replacement);
    return output;
  };

  const walk = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return text(value);
    if (value === null || typeof value !== 'object' || depth > 12) return value;
    if (Array.isArray(value)) return value.map((item) => walk(item, depth + 1));
    if (value instanceof Date) return value;
    if (value instanceof Error) return { name: value.name, message: text(value.message) };
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        SECRET_KEY.test(key) && item != null && typeof item !== 'boolean' ? REDACTED : walk(item, depth + 1),
      ]),
    );
  };

  return {
    add(secret) {
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
        if (form.length >= MIN_SEARCHED_LENGTH && !secrets.has(form)) {
          secrets.add(form);
          pattern = undefined;
        }
      }
    },
    text,
    // The walk keeps the shape of what it is given: strings stay strings, objects keep their keys.
    data: <T>(value: T): T => walk(value, 0) as T,
  };
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
