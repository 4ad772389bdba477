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

/** Anything but what stands for itself: the rest is escaped, or may be half a surrogate pair. */
const SPECIAL = /[^\x20\x21\x23-\x5b\x5d-\ud7ff\ue000-\uffff]/;

/**
 * The one text of a JSON value (RFC 8785, JSON Canonicalization Scheme): members sorted by their names'
 * UTF-16 code units, numbers and strings as ECMAScript writes them, no white space.
 *
 * @example canonicalize({ b: 1e2, a: ['€', null] }) // '{"a":["€",null],"b":100}'
 * @throws TypeError that names the place of what is not JSON: NaN, infinity, undefined, half a surrogate
 *   pair, a Date or any other object with a class
 */
export function canonicalize(value: unknown): string {
  return write(value, []);
}

type Place = (string | number)[];

function write(value: unknown, place: Place): string {
  switch (typeof value) {
    case 'string':
      return quote(value, place);
    case 'number':
      if (!Number.isFinite(value)) throw notJson(place, String(value));
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (place.length === MAX_DEPTH) throw notJson(place, `nested more than ${MAX_DEPTH} deep`);
      return Array.isArray(value) ? writeArray(value, place) : writeObject(value, place);
    default:
      throw notJson(place, typeof value);
  }
}

function writeArray(items: readonly unknown[], place: Place): string {
  let text = '[';
  for (let index = 0; index < items.length; index += 1) {
    place.push(index);
    text += index === 0 ? write(items[index], place) : `,${write(items[index], place)}`;
    place.pop();
  }
  return `${text}]`;
}

function writeObject(value: object, place: Place): string {
  if (!isPlain(value)) throw notJson(place, 'an object with a class');
  let text = '{';
  // The default order of sort is that of UTF-16 code units, as section 3.2.3 asks.
  for (const name of Object.keys(value).sort()) {
    place.push(name);
    if (text.length > 1) text += ',';
    text += `${quote(name, place)}:${write(value[name], place)}`;
    place.pop();
  }
  return `${text}}`;
}

/** As section 3.2.2.2 writes strings, which is as ECMAScript does. */
function quote(text: string, place: Place): string {
  if (!SPECIAL.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw notJson(place, 'half a surrogate pair');
  return JSON.stringify(text);
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function notJson(place: Place, what: string): TypeError {
  const name = place.reduce<string>(
    (path, step) => (typeof step === 'number' ? `${path}[${step}]` : path === '' ? step : `${path}.${step}`),
    '',
  );
  return new TypeError(`${name === '' ? 'The value' : `"${name}"`} cannot be written as JSON: ${what}`);
}
