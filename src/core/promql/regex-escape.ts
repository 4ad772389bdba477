import { type Flags, literal, type Pattern, PERL_CLASSES, propertyAt, wrong } from './regex-pattern.ts';

/** What a backslash outside of a class begins. */
export function escapeAt(pattern: Pattern, flags: Flags): string {
  const { text } = pattern;
  const letter = text[pattern.at + 1];
  if (letter === undefined) return wrong('trailing backslash at end of expression', '');
  if (letter === 'p' || letter === 'P') {
    const property = propertyAt(pattern, flags);
    return flags.i ? `(?i:${property})` : property;
  }
  const fixed: Readonly<Record<string, string>> = { A: '(?:^)', z: '(?:$)', b: '(?:\\b)', B: '(?:\\B)' };
  if (fixed[letter] !== undefined) {
    pattern.at += 2;
    return fixed[letter];
  }
  const perl = PERL_CLASSES[letter];
  if (perl !== undefined) {
    pattern.at += 2;
    // Where case is ignored, RE2 counts the long s and the Kelvin sign among the letters.
    if (letter === 'W' && flags.i) return `[^0-9A-Za-z_\\u017f\\u212a]`;
    return letter === 'w' && flags.i ? `(?i:[${perl}])` : `[${perl}]`;
  }
  return literal(String.fromCodePoint(escapedPointAt(pattern)), flags);
}

/** Up to `\\E` or the end everything stands for itself. */
export function quotationAt(pattern: Pattern): string[] {
  const start = pattern.at + 2;
  const end = pattern.text.indexOf('\\E', start);
  pattern.at = end === -1 ? pattern.text.length : end + 2;
  return [...pattern.text.slice(start, end === -1 ? undefined : end)];
}

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The character an escape spells, inside a class and outside. */
export function escapedPointAt(pattern: Pattern): number {
  const { text } = pattern;
  const rest = text.slice(pattern.at);
  const numeric = /^\\(?:x\{([0-9a-fA-F]+)\}|x([0-9a-fA-F]{2})|(0[0-7]{0,2}|[1-7][0-7]{1,2}))/.exec(rest);
  if (numeric !== null) {
    const [whole, braced, two, octal] = numeric;
    const point = octal === undefined ? Number.parseInt(braced ?? two ?? '', 16) : Number.parseInt(octal, 8);
    if (point <= 0x10ffff) {
      pattern.at += whole.length;
      return point;
    }
  }
  const letter = String.fromCodePoint(text.codePointAt(pattern.at + 1) ?? 0);
  if (text[pattern.at + 1] === undefined) return wrong('trailing backslash at end of expression', '');
  if (numeric === null && letter !== 'x') {
    if (CONTROLS[letter] !== undefined) {
      pattern.at += 2;
      return CONTROLS[letter];
    }
    if (/^[\x20-\x7e]$/.test(letter) && !/[0-9A-Za-z_]/.test(letter)) {
      pattern.at += 2;
      return letter.charCodeAt(0);
    }
    if (letter === '_') {
      pattern.at += 2;
      return 0x5f;
    }
  }
  return wrong('invalid escape sequence', hexadecimalPart(rest) ?? `\\${letter}`);
}

/** How much of a bad `\x…` Go shows. */
function hexadecimalPart(rest: string): string | undefined {
  return /^\\x(?:\{[0-9a-fA-F]*.?|[0-9a-fA-F]?.?)/su.exec(rest)?.[0];
}
