import type { z } from 'zod';
import { profileJsonSchema } from './json-schema.ts';
import { nearMiss } from './near-miss.ts';

/** One thing wrong with a profile: where, and what, in words that never repeat a value. */
export interface Mistake {
  path: readonly PropertyKey[];
  /** Ends a sentence that begins with the key: `unknown key; did you mean governance?` */
  text: string;
  /** What to do, where the text alone does not say it. */
  hint?: string;
}

const WHERE_A_SECRET_IS_KEPT =
  'must say where the secret is kept: { env: NAME }, { keychain: NAME } or { file: PATH }';

/** What is checked, for the words of its mistakes. */
export interface Checked {
  /** Says which keys are known where. */
  schema(): Record<string, unknown>;
  /** Of a place that takes several forms, and holds none of them. */
  noForm: string;
}

const PROFILE: Checked = { schema: profileJsonSchema, noForm: WHERE_A_SECRET_IS_KEPT };

/** Every mistake of a zod error in the words of whoever writes the file. */
export function mistakesOf(
  error: { readonly issues: readonly z.core.$ZodIssue[] },
  written: unknown,
  checked = PROFILE,
): Mistake[] {
  return error.issues.flatMap((issue) => describe(issue, written, checked));
}

/** What is missing is there, under a name that is told already. */
export function isMisspelt({ path, text }: Mistake, mistakes: readonly Mistake[]): boolean {
  const key = String(path.at(-1));
  const block = path.slice(0, -1).join('.');
  return (
    text.startsWith('is missing') &&
    mistakes.some(
      (it) => it.text === `unknown key; did you mean ${key}?` && it.path.slice(0, -1).join('.') === block,
    )
  );
}

/**
 * Addresses with a password in them. It would end up in logs, shell histories and screenshots, so it
 * is refused wherever an address is written.
 */
export function passwordsInAddresses(written: unknown, path: readonly PropertyKey[] = []): Mistake[] {
  if (typeof written === 'string') {
    if (!holdsPassword(written)) return [];
    const secretField = path[0] === 'stores' ? 'password' : path[0] === 'services' ? undefined : 'token';
    return [
      {
        path,
        text: 'the address holds a password',
        hint:
          secretField === undefined
            ? 'Take it out of the address: services are asked without credentials.'
            : `Take it out of the address and name where it is kept: ${secretField}: { env: NAME }.`,
      },
    ];
  }
  if (written === null || typeof written !== 'object') return [];
  return Object.entries(written).flatMap(([key, value]) => passwordsInAddresses(value, [...path, key]));
}

function holdsPassword(text: string): boolean {
  if (!text.includes('://') || !URL.canParse(text)) return false;
  const url = new URL(text);
  return url.password !== '' || url.searchParams.has('password');
}

function describe(issue: z.core.$ZodIssue, written: unknown, checked: Checked): Mistake[] {
  const { path } = issue;
  const value = valueAt(written, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], checked));
    case 'invalid_key':
      if (knownKeys(path.slice(0, -1), checked).length > 0) return [unknownKey(path, checked)];
      return [{ path, text: issue.issues[0]?.message ?? 'is no name for it' }];
    case 'invalid_type':
      if (value === undefined) return [{ path, text: 'is missing' }];
      if (value === null) return [{ path, text: `is empty; it must be ${article(issue.expected)}` }];
      return [{ path, text: `must be ${article(issue.expected)}, not ${article(typeName(value))}` }];
    case 'invalid_value':
      return [notOneOf(path, issue.values.map(String), value)];
    case 'invalid_union': {
      if (issue.discriminator !== undefined) {
        // A kind that may be left out is no word to write.
        const options = 'options' in issue ? (issue.options ?? []) : [];
        const words = options.filter((option) => option !== undefined).map(String);
        return [notOneOf(path, words, value)];
      }
      const known = knownKeys(path, checked);
      const unknown = isRecord(value) ? Object.keys(value).filter((key) => !known.includes(key)) : [];
      if (unknown.length > 0) return unknown.map((key) => unknownKey([...path, key], checked));
      return [{ path, text: value === undefined ? 'is missing' : checked.noForm }];
    }
    case 'too_small':
      return [
        {
          path,
          text:
            issue.origin === 'string'
              ? 'must not be empty'
              : issue.origin === 'array'
                ? (ownWords(issue.message) ?? `must have at least ${issue.minimum} of them`)
                : `must be at least ${issue.minimum}`,
        },
      ];
    case 'too_big':
      return [
        {
          path,
          text:
            issue.origin === 'array'
              ? `must have at most ${issue.maximum} of them`
              : `must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters long' : ''}`,
        },
      ];
    default:
      return [{ path, text: issue.message }];
  }
}

/** What a schema says itself of an entry that is missing; undefined where it says nothing of its own. */
function ownWords(message: string): string | undefined {
  return message.startsWith('Too small') ? undefined : message;
}

function unknownKey(path: readonly PropertyKey[], checked: Checked): Mistake {
  const known = knownKeys(path.slice(0, -1), checked);
  const meant = nearMiss(String(path.at(-1)), known);
  return {
    path,
    text: meant === undefined ? 'unknown key' : `unknown key; did you mean ${meant}?`,
    ...(meant === undefined && known.length > 0 ? { hint: `Known here: ${known.join(', ')}.` } : {}),
  };
}

function notOneOf(path: readonly PropertyKey[], options: string[], value: unknown): Mistake {
  if (value === undefined) return { path, text: `is missing; it must be one of ${options.join(', ')}` };
  const meant = typeof value === 'string' ? nearMiss(value, options) : undefined;
  return {
    path,
    text: `must be one of ${options.join(', ')}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  };
}

/** The keys that may be written at a place, read from the schema itself so that none is forgotten. */
function knownKeys(path: readonly PropertyKey[], { schema }: Checked): string[] {
  const whole = schema();
  const parts = isRecord(whole.$defs) ? whole.$defs : {};
  const named = (place: Record<string, unknown>) => {
    const part = typeof place.$ref === 'string' ? parts[place.$ref.replace('#/$defs/', '')] : place;
    return isRecord(part) ? [part] : [];
  };
  let places = [whole];
  for (const key of path) {
    places = places
      .flatMap((place) => step(place, key))
      .flatMap(named)
      .flatMap(alternatives);
  }
  return [...new Set(places.flatMap(keysOf))];
}

function step(place: Record<string, unknown>, key: PropertyKey): Record<string, unknown>[] {
  if (typeof key === 'number') return isRecord(place.items) ? [place.items] : [];
  const properties = isRecord(place.properties) ? place.properties : {};
  const next = properties[String(key)] ?? place.additionalProperties;
  return isRecord(next) ? [next] : [];
}

function alternatives(place: Record<string, unknown>): Record<string, unknown>[] {
  const options = place.anyOf ?? place.oneOf;
  return Array.isArray(options) ? options.filter(isRecord) : [place];
}

function keysOf(place: Record<string, unknown>): string[] {
  if (isRecord(place.properties)) return Object.keys(place.properties);
  const names = isRecord(place.propertyNames) ? place.propertyNames.enum : undefined;
  return Array.isArray(names) ? names.map(String) : [];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (Array.isArray(current)) current = current[Number(key)];
    else if (isRecord(current)) current = current[String(key)];
    else return undefined;
  }
  return current;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function typeName(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

/** zod's type names as a person who writes YAML calls them. */
function article(type: string): string {
  const words: Record<string, string> = {
    object: 'a block of keys',
    record: 'a block of keys',
    array: 'a list',
    string: 'text',
    number: 'a number',
    boolean: 'true or false',
  };
  return words[type] ?? type;
}
