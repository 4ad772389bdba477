/** RE2's flags: case, lines, dot matches line ends, ungreedy. */
export interface Flags {
  i: boolean;
  m: boolean;
  s: boolean;
  U: boolean;
}

/** A pattern, and how far it is read. */
export interface Pattern {
  readonly text: string;
  at: number;
}

/** What RE2 can do and JavaScript cannot do in the same way. */
export class RegexRefusal extends Error {}

export function refuse(what: string): never {
  throw new RegexRefusal(`regular expressions with ${what} are not supported`);
}

/** What RE2 refuses, in Go's words. */
export function wrong(what: string, part: string): never {
  throw new SyntaxError(`error parsing regexp: ${what}: \`${part}\``);
}

/** One character of a class, escaped whatever it is. */
export const inClass = (point: number) => `\\u{${point.toString(16)}}`;

/** RE2's classes are of ASCII; JavaScript's `\s` is not. */
export const PERL_CLASSES: Readonly<Record<string, string>> = {
  d: '0-9',
  D: '\\u{0}-\\u{2f}\\u{3a}-\\u{10ffff}',
  s: '\\t\\n\\f\\r ',
  S: '\\u{0}-\\u{8}\\u{b}\\u{e}-\\u{1f}\\u{21}-\\u{10ffff}',
  w: '0-9A-Za-z_',
  W: '\\u{0}-\\u{2f}\\u{3a}-\\u{40}\\u{5b}-\\u{5e}\\u{60}\\u{7b}-\\u{10ffff}',
};

/** `\pN`, `\p{Greek}`, `\P{^Lu}` as JavaScript writes them, from behind the backslash. */
export function propertyAt(pattern: Pattern, flags: Flags): string {
  const rest = pattern.text.slice(pattern.at);
  const [whole, letter = '', braced, single] = /^\\([pP])(?:\{([^}]*)\}|([^{]))/u.exec(rest) ?? [];
  if (whole === undefined) return wrong('invalid character class range', rest);
  pattern.at += whole.length;
  const given = braced ?? single ?? '';
  const name = given.replace(/^\^/, '');
  const negated = (letter === 'P') !== given.startsWith('^');
  if (negated && flags.i) refuse(`${whole} where case is ignored`);
  for (const property of [`gc=${name}`, `sc=${name}`, ...(name === 'Any' ? ['Any'] : [])]) {
    const source = `\\${negated ? 'P' : 'p'}{${property}}`;
    try {
      new RegExp(source, 'u');
      return source;
    } catch {
      // Not a category: perhaps a script.
    }
  }
  return wrong('invalid character class range', whole);
}

/** Letters that are more than a pair: where case is ignored, each of a word stands for all of it. */
const ORBITS = [
  ...[
    'kK\u212a',
    'sS\u017f',
    '\u00e5\u00c5\u212b',
    '\u00b5\u03bc\u039c',
    '\u0345\u03b9\u0399\u1fbe',
    '\u03c3\u03c2\u03a3',
  ],
  ...[
    '\u03b2\u03d0\u0392',
    '\u03b8\u03d1\u0398\u03f4',
    '\u03c6\u03d5\u03a6',
    '\u03c0\u03d6\u03a0',
    '\u03ba\u03f0\u039a',
  ],
  ...['\u03c1\u03f1\u03a1', '\u03b5\u03f5\u0395', '\u1e61\u1e9b\u1e60', '\u00df\u1e9e', '\u03c9\u03a9\u2126'],
  ...['\u01c4\u01c5\u01c6', '\u01c7\u01c8\u01c9', '\u01ca\u01cb\u01cc', '\u01f1\u01f2\u01f3'],
];

/** A character that stands for itself, or for all its cases. */
export function literal(character: string, flags: Flags): string {
  const plain = /^[\^$\\.*+?()[\]{}|/]$/.test(character) ? `\\${character}` : character;
  if (!flags.i) return plain;
  const orbit = ORBITS.find((letters) => letters.includes(character));
  if (orbit !== undefined) return `[${orbit}]`;
  const cases = [character.toLowerCase(), character.toUpperCase()].filter((other) => [...other].length === 1);
  const all = new Set([character, ...cases]);
  return all.size === 1 ? plain : `[${[...all].join('')}]`;
}
