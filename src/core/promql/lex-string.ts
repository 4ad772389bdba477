type Scan = { end: number } | { mistake: string };

/** A string between single or double quotes, from behind the first; `end` is behind the last. */
export function scanQuoted(text: string, from: number, mark: string): Scan {
  let at = from;
  for (;;) {
    const character = text[at];
    if (character === undefined || character === '\n') return { mistake: 'unterminated quoted string' };
    if (character === '\ufffd') return { mistake: 'invalid UTF-8 rune' };
    at += 1;
    if (character === mark) return { end: at };
    if (character !== '\\') continue;
    const escaped = scanEscape(text, at, mark);
    if ('mistake' in escaped) return escaped;
    at = escaped.end;
  }
}

/** A string between backticks: nothing is escaped. */
export function scanRaw(text: string, from: number): Scan {
  const end = text.indexOf('`', from);
  const broken = text.indexOf('\ufffd', from);
  if (broken !== -1 && (end === -1 || broken < end)) return { mistake: 'invalid UTF-8 rune' };
  return end === -1 ? { mistake: 'unterminated raw string' } : { end: end + 1 };
}

const DIGITS_AND_BASE: Readonly<Record<string, readonly [digits: number, base: number]>> = {
  x: [2, 16],
  u: [4, 16],
  U: [8, 16],
};

function scanEscape(text: string, from: number, mark: string): Scan {
  const point = text.codePointAt(from);
  if (point === undefined) return { mistake: 'escape sequence not terminated' };
  const character = String.fromCodePoint(point);
  if ('abfnrtv\\'.includes(character) || character === mark) return { end: from + 1 };
  const isOctal = character >= '0' && character <= '7';
  const numeric = isOctal ? ([3, 8] as const) : DIGITS_AND_BASE[character];
  if (numeric === undefined) return { mistake: `unknown escape sequence ${unicode(point)}` };
  const [digits, base] = numeric;
  const start = isOctal ? from : from + 1;
  let value = 0;
  for (let at = start; at < start + digits; at += 1) {
    const digit = text.codePointAt(at);
    if (digit === undefined) return { mistake: 'escape sequence not terminated' };
    const worth = Number.parseInt(String.fromCodePoint(digit), base);
    if (Number.isNaN(worth)) return { mistake: `illegal character ${unicode(digit)} in escape sequence` };
    value = value * base + worth;
  }
  const highest = isOctal || character === 'x' ? 0xff : 0x10ffff;
  if (value > highest || (value >= 0xd800 && value < 0xe000)) {
    return { mistake: 'escape sequence is an invalid Unicode code point' };
  }
  return { end: start + digits };
}

/** `U+0063 'c'` */
function unicode(point: number): string {
  const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
  const character = String.fromCodePoint(point);
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character) ? `${code} '${character}'` : code;
}

const SHORT: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** What a scanned string says. Undefined when its escapes spell bytes that are no UTF-8. */
export function unquote(literal: string): string | undefined {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`') || !inner.includes('\\')) return inner;
  const bytes: Buffer[] = [];
  const escapes = /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)|[^\\]+/gsu;
  for (const [whole, spelled] of inner.matchAll(escapes)) {
    if (spelled === undefined) bytes.push(Buffer.from(whole));
    else if (/^x/.test(spelled)) bytes.push(Buffer.from([Number.parseInt(spelled.slice(1), 16)]));
    else if (/^[0-7]{3}$/.test(spelled)) bytes.push(Buffer.from([Number.parseInt(spelled, 8)]));
    else if (spelled.length > 2)
      bytes.push(Buffer.from(String.fromCodePoint(Number.parseInt(spelled.slice(1), 16))));
    else bytes.push(SHORT[spelled] === undefined ? Buffer.from(spelled) : Buffer.from([SHORT[spelled]]));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(bytes));
  } catch {
    return undefined;
  }
}
