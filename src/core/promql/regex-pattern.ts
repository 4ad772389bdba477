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
export class RegexRefusal extends Error {
  readonly isRefusal = true;
}

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
