import { quote } from '../../../promql/index.ts';
import type { NumberNode } from './tree.ts';

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/**
 * The value of a quoted Go constant: interpreted (`"…"`), raw (`` `…` ``) or a character (`'…'`).
 *
 * @returns null when the notation is wrong
 */
export function unquote(source: string): string | null {
  const quote = source[0];
  const body = source.slice(1, -1);
  if (quote === '`') return body.replaceAll('\r', '');
  const bytes: number[] = [];
  const push = (text: string) => bytes.push(...Buffer.from(text));
  for (let index = 0; index < body.length; ) {
    const character = String.fromCodePoint(body.codePointAt(index) ?? 0);
    if (character === quote) return null;
    if (character !== '\\') {
      push(character);
      index += character.length;
      continue;
    }
    const letter = body[index + 1] ?? '';
    const simple = SIMPLE_ESCAPES[letter] ?? (letter === quote ? quote : undefined);
    if (simple !== undefined) {
      push(simple);
      index += 2;
      continue;
    }
    const [, octal, hex, short, long] =
      /^\\(?:([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(body.slice(index)) ?? [];
    if (octal !== undefined) {
      const code = Number.parseInt(octal, 8);
      if (code > 255) return null;
      bytes.push(code);
      index += 4;
    } else if (hex !== undefined) {
      bytes.push(Number.parseInt(hex, 16));
      index += 4;
    } else {
      const digits = short ?? long;
      const code = digits === undefined ? Number.NaN : Number.parseInt(digits, 16);
      if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) return null;
      push(String.fromCodePoint(code));
      index += 2 + (digits?.length ?? 0);
    }
  }
  return Buffer.from(bytes).toString('utf8');
}

/** A number as Go's ideal constants, or the sentence that says why it is none. */
export function numberConstant(
  source: string,
  at: number,
  isCharacter: boolean,
): NumberNode | { problem: string } {
  if (isCharacter) {
    const text = unquote(source);
    if (text === null || text === '') return { problem: 'invalid syntax' };
    if ([...text].length !== 1) return { problem: `malformed character constant: ${source}` };
    const code = text.codePointAt(0) ?? 0;
    return { kind: 'number', at, source, integer: BigInt(code), float: code };
  }
  if (source.endsWith('i')) {
    return { problem: `complex numbers such as ${source} are not supported here` };
  }
  const integer = integerConstant(source);
  if (integer !== null) {
    const fits = integer < 2n ** 63n;
    return { kind: 'number', at, source, integer: fits ? integer : null, float: Number(integer) };
  }
  if (/^[+-]?0[xX].*[pP]/.test(source)) {
    return { problem: `hexadecimal floats such as ${source} are not supported here` };
  }
  const float = floatConstant(source);
  if (float === null) {
    return /[.eEpPxX]/.test(source) || !/^[+-]?[0-9]+$/.test(source)
      ? { problem: `illegal number syntax: ${quote(source)}` }
      : { problem: `integer overflow: ${quote(source)}` };
  }
  const whole = Number.isInteger(float) && Math.abs(float) < 2 ** 63 ? BigInt(float) : null;
  return { kind: 'number', at, source, integer: whole, float };
}

/** As Go's strconv.ParseInt and ParseUint with base 0. */
function integerConstant(source: string): bigint | null {
  const [, sign, digits] =
    /^([+-]?)(0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*)$/.exec(source) ?? [];
  if (digits === undefined || !/^0?[a-zA-Z]?(_?[0-9a-fA-F])+$/.test(digits)) return null;
  const plain = digits.replaceAll('_', '');
  const isOctal = /^0[0-9]/.test(plain);
  if (isOctal && !/^[0-7]+$/.test(plain)) return null;
  const value = BigInt(isOctal ? `0o${plain.slice(1)}` : plain.toLowerCase());
  const signed = sign === '-' ? -value : value;
  return signed >= -(2n ** 63n) && signed < (sign === '' ? 2n ** 64n : 2n ** 63n) ? signed : null;
}

function floatConstant(source: string): number | null {
  if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(source)) return null;
  if (!/[.eE]/.test(source)) return null;
  const value = Number(source);
  return Number.isFinite(value) ? value : null;
}
