/** What JSON can say. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Deeper than any record of ours; a value that contains itself ends here. */
const MAX_DEPTH = 64;

const MANY_NAMES = 32;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/**
 * The one text of a JSON value (RFC 8785, JSON Canonicalization Scheme): members sorted by their names'
 * UTF-16 code units, numbers and strings as ECMAScript writes them, no white space.
 *
 * @example canonicalize({ b: 1e2, a: ['€', null] }) // '{"a":["€",null],"b":100}'
 * @throws TypeError that names the place of what is not JSON: NaN, infinity, undefined, half a surrogate
 *   pair, a Date or any other object with a class
 */
export function canonicalize(value: unknown): string {
  const ordered = canonicalOrder(value);
  const written = ordered === undefined ? undefined : JSON.stringify(ordered);
  return written === undefined || mayHaveHalfAPair(written) ? writeWithCare(value, '', 0) : written;
}

/**
 * The same value with its members in canonical order, for `JSON.stringify`, which is three times as fast as
 * {@link canonicalize} alone. Undefined when that one has to write it, or to say why it cannot: when there is something
 * that is not JSON, or a name to which the engine gives an order, or a meaning, of its own (digits and `__proto__`).
 * Texts are not looked at: see {@link mayHaveHalfAPair}.
 *
 * @param depth how deep in another value it is
 */
export function canonicalOrder(value: unknown, depth = 0): unknown {
  const walk: Walk = { depth, isForEngine: true };
  const ordered = inOrder(value, walk);
  return walk.isForEngine ? ordered : undefined;
}

/** Whether the engine escaped half a surrogate pair; or somebody wrote the same six letters. */
export function mayHaveHalfAPair(written: string): boolean {
  return written.includes('\\ud');
}

interface Walk {
  depth: number;
  /** False as soon as something was found that the engine writes otherwise. */
  isForEngine: boolean;
}

/** The value itself when its members are in order, else a copy in which they are. */
function inOrder(value: unknown, walk: Walk): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) walk.isForEngine = false;
      return value;
    case 'object': {
      if (value === null) return value;
      if (walk.depth >= MAX_DEPTH || !isArrayOrPlain(value)) {
        walk.isForEngine = false;
        return value;
      }
      walk.depth += 1;
      const ordered = Array.isArray(value) ? itemsInOrder(value, walk) : membersInOrder(value, walk);
      walk.depth -= 1;
      return ordered;
    }
    default:
      walk.isForEngine = false;
      return value;
  }
}

function itemsInOrder(items: readonly unknown[], walk: Walk): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < items.length; index += 1) {
    const item = inOrder(items[index], walk);
    if (item === items[index]) continue;
    copy ??= [...items];
    copy[index] = item;
  }
  return copy ?? items;
}

function membersInOrder(value: Members, walk: Walk): Members {
  const names = Object.keys(value);
  let copy: Record<string, unknown> | undefined = sort(names) ? {} : undefined;
  for (const name of names) {
    const first = name.charCodeAt(0);
    if ((first >= DIGIT_0 && first <= DIGIT_9) || name === '__proto__') walk.isForEngine = false;
    const member = value[name];
    // Most are texts: not to call anything for them is a fifth of the walk.
    const ordered = typeof member === 'string' ? member : inOrder(member, walk);
    if (ordered !== member) copy ??= { ...value };
    if (copy) copy[name] = ordered;
  }
  return copy ?? value;
}

/** Writes in order whatever the engine thinks of the names, and says where something is not JSON. */
function writeWithCare(value: unknown, place: string, depth: number): string {
  const refuse = (what: string): never => {
    throw new TypeError(`${place === '' ? 'The value' : `"${place}"`} cannot be written as JSON: ${what}`);
  };
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? JSON.stringify(value) : refuse('half a surrogate pair');
    case 'number':
      return Number.isFinite(value) ? JSON.stringify(value) : refuse(String(value));
    case 'boolean':
      return JSON.stringify(value);
    case 'object': {
      if (value === null) return 'null';
      if (depth === MAX_DEPTH) return refuse(`nested more than ${MAX_DEPTH} deep`);
      if (Array.isArray(value)) {
        // Also the items that are not there.
        const items = Array.from(value, (item, index) =>
          writeWithCare(item, `${place}[${index}]`, depth + 1),
        );
        return `[${items.join(',')}]`;
      }
      if (!isArrayOrPlain(value)) return refuse('an object with a class');
      const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
      const written = members.map(([name, member]) => {
        const step = place === '' ? name : `${place}.${name}`;
        return `${writeWithCare(name, step, depth)}:${writeWithCare(member, step, depth + 1)}`;
      });
      return `{${written.join(',')}}`;
    }
    default:
      return refuse(typeof value);
  }
}

/**
 * Sorts by UTF-16 code units, as section 3.2.3 asks: so does `<`. By insertion, since there are few.
 *
 * @returns whether anything was moved
 */
function sort(names: string[]): boolean {
  if (names.length > MANY_NAMES) {
    const before = [...names];
    return names.sort().some((name, index) => name !== before[index]);
  }
  let moved = false;
  for (let index = 1; index < names.length; index += 1) {
    const name = names[index] ?? '';
    let place = index;
    for (let left = names[place - 1] ?? ''; place > 0 && name < left; left = names[place - 1] ?? '') {
      names[place] = left;
      place -= 1;
    }
    if (place === index) continue;
    names[place] = name;
    moved = true;
  }
  return moved;
}

type Members = Readonly<Record<string, unknown>>;

/** Arrays too: their prototype is another, and they are told apart elsewhere. */
function isArrayOrPlain(value: object): value is Members {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
}
