/** How Go, and therefore Prometheus, orders, quotes and writes text and numbers. */

/** Order of the UTF-8 bytes. JavaScript compares UTF-16 units, which puts astral characters before U+E000. */
export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at += 1) {
    const a = one.charCodeAt(at);
    const b = other.charCodeAt(at);
    if (a === b) continue;
    const aIsAstral = a >= 0xd800 && a < 0xe000;
    const bIsAstral = b >= 0xd800 && b < 0xe000;
    if (aIsAstral !== bIsAstral) return aIsAstral ? 1 : -1;
    return a - b;
  }
  return one.length - other.length;
}

const PLAIN_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const PLAIN_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Whether a label's name may stand without quotes. */
export const isPlainName = (name: string) => PLAIN_NAME.test(name);
/** Whether a metric's name may stand without quotes. */
export const isPlainMetric = (name: string) => PLAIN_METRIC.test(name);

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};
const NEEDS_NO_ESCAPE = /^[ !#-[\]-~]*$/;
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** A text between double quotes (or the given mark), with everything unprintable escaped: Go's `%q`. */
export function quote(text: string, mark: '"' | "'" = '"'): string {
  if (mark === '"' && NEEDS_NO_ESCAPE.test(text)) return `"${text}"`;
  let out = mark as string;
  for (const character of text) {
    if (character === mark) out += `\\${mark}`;
    else if (SHORT_ESCAPES[character] !== undefined) out += SHORT_ESCAPES[character];
    else if (PRINTABLE.test(character)) out += character;
    else out += escapeOf(character.codePointAt(0) ?? 0);
  }
  return out + mark;
}

function escapeOf(point: number): string {
  if (point < 0x20 || point === 0x7f) return `\\x${point.toString(16).padStart(2, '0')}`;
  if (point >= 0x10000) return `\\U${point.toString(16).padStart(8, '0')}`;
  return `\\u${point.toString(16).padStart(4, '0')}`;
}

/** The shortest digits that give the same number back, never with an exponent: Go's `FormatFloat(x, 'f', -1, 64)`. */
export function plainNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const text = String(Math.abs(value));
  const [mantissa = '', exponent] = text.split('e');
  if (exponent === undefined) return sign + text;
  const [whole = '', fraction = ''] = mantissa.split('.');
  const shift = Number(exponent);
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`;
  return `${sign}${whole}${fraction.padEnd(shift, '0')}`;
}

/** Go's `%v` of a number: an exponent of two digits at least from 1e21 on and below 1e-4. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value) || value === 0) return plainNumber(value);
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-4 && magnitude < 1e21) return plainNumber(value);
  const [mantissa, exponent = '+0'] = value.toExponential().split('e');
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

const DECIMAL = /^[+-]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][+-]?\d[\d_]*)?$/;
const HEXADECIMAL = /^([+-]?)0[xX](_?[0-9a-fA-F_]*)(?:\.([0-9a-fA-F_]*))?[pP]([+-]?\d[\d_]*)$/;
const MISPLACED_UNDERSCORE = /_(?![0-9a-fA-F])|(?<![0-9a-fA-FxX])_/;

/** A number as Go's `ParseFloat` reads it; undefined where Go refuses it or finds it out of range. */
export function floatOf(text: string): number | undefined {
  const lower = text.toLowerCase();
  if (/^[+-]?inf(inity)?$/.test(lower)) return lower.startsWith('-') ? -Infinity : Infinity;
  if (lower === 'nan') return Number.NaN;
  if (text.includes('_') && MISPLACED_UNDERSCORE.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  if (DECIMAL.test(text)) {
    const value = Number(plain);
    return Number.isFinite(value) ? value : undefined;
  }
  const [, sign, whole = '', fraction = '', exponent] = HEXADECIMAL.exec(plain) ?? [];
  if (exponent === undefined || whole + fraction === '') return undefined;
  const digits = Number.parseInt(whole + fraction, 16);
  const value = digits * 2 ** (Number(exponent) - 4 * fraction.length);
  if (!Number.isFinite(value)) return undefined;
  return sign === '-' ? -value : value;
}

/** A whole number as Go's `ParseInt(text, 0, 64)` reads it: `0x` hexadecimal, a leading zero octal. */
export function integerOf(text: string): number | undefined {
  if (text.includes('_') && MISPLACED_UNDERSCORE.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  let value: bigint | undefined;
  if (/^0[xX][0-9a-fA-F]+$/.test(plain)) value = BigInt(plain);
  else if (/^0[0-7]+$/.test(plain)) value = BigInt(`0o${plain}`);
  else if (/^(0|[1-9]\d*)$/.test(plain)) value = BigInt(plain);
  return value === undefined || value > 2n ** 63n - 1n ? undefined : Number(value);
}

/** A fixed number of decimals: Go's `%.6f` and its like. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return plainNumber(value);
  if (Math.abs(value) < 1e21) return value.toFixed(decimals);
  return `${BigInt(value)}.${'0'.repeat(decimals)}`;
}
