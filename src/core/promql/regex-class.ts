import { escapedPointAt } from './regex-escape.ts';
import {
  type Flags,
  inClass,
  type Pattern,
  PERL_CLASSES,
  propertyAt,
  refuse,
  wrong,
} from './regex-pattern.ts';

const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\u{0}-\\u{7f}',
  blank: '\\t ',
  cntrl: '\\u{0}-\\u{1f}\\u{7f}',
  digit: '0-9',
  graph: '\\u{21}-\\u{7e}',
  lower: 'a-z',
  print: '\\u{20}-\\u{7e}',
  punct: '\\u{21}-\\u{2f}\\u{3a}-\\u{40}\\u{5b}-\\u{60}\\u{7b}-\\u{7e}',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** `[…]` */
export function classAt(pattern: Pattern, flags: Flags): string {
  const { text } = pattern;
  const start = pattern.at;
  pattern.at += 1;
  const negated = text[pattern.at] === '^';
  if (negated) pattern.at += 1;
  let items = '';
  for (let first = true; first || text[pattern.at] !== ']'; first = false) {
    if (pattern.at >= text.length) return wrong('missing closing ]', text.slice(start));
    items += namedClassAt(pattern, flags) ?? rangeAt(pattern, start);
  }
  pattern.at += 1;
  const source = `[${negated ? '^' : ''}${items}]`;
  return flags.i ? `(?i:${source})` : source;
}

/** `[:alpha:]`, `\d`, `\p{Greek}` within a class. */
function namedClassAt(pattern: Pattern, flags: Flags): string | undefined {
  const rest = pattern.text.slice(pattern.at);
  if (rest.startsWith('[:')) {
    const end = rest.indexOf(':]', 2);
    if (end === -1) return undefined;
    const name = rest.slice(2, end);
    const posix = POSIX[name.replace(/^\^/, '')];
    if (posix === undefined) return wrong('invalid character class range', rest.slice(0, end + 2));
    if (name.startsWith('^')) refuse(`[:${name}:]`);
    pattern.at += end + 2;
    return posix;
  }
  const letter = rest.startsWith('\\') ? (rest[1] ?? '') : '';
  if (letter === 'p' || letter === 'P') return propertyAt(pattern, flags);
  const perl = PERL_CLASSES[letter];
  if (perl === undefined) return undefined;
  if (letter === 'W' && flags.i) refuse('\\W in a class where case is ignored');
  pattern.at += 2;
  return perl;
}

function rangeAt(pattern: Pattern, classStart: number): string {
  const { text } = pattern;
  const start = pattern.at;
  const low = pointAt(pattern, classStart);
  if (text[pattern.at] !== '-' || text[pattern.at + 1] === ']' || text[pattern.at + 1] === undefined) {
    return inClass(low);
  }
  pattern.at += 1;
  const high = pointAt(pattern, classStart);
  if (high < low) return wrong('invalid character class range', text.slice(start, pattern.at));
  return `${inClass(low)}-${inClass(high)}`;
}

function pointAt(pattern: Pattern, classStart: number): number {
  const point = pattern.text.codePointAt(pattern.at);
  if (point === undefined) return wrong('missing closing ]', pattern.text.slice(classStart));
  if (point === 0x5c) return escapedPointAt(pattern);
  pattern.at += point > 0xffff ? 2 : 1;
  return point;
}
