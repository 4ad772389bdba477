import { classAt } from './regex-class.ts';
import { escapeAt } from './regex-escape.ts';
import { type Flags, type Pattern, wrong } from './regex-pattern.ts';

/** A regular expression of RE2's syntax, as JavaScript's. */
export interface CompiledRegex {
  /** Matches a whole text or not at all, as Prometheus anchors it; `.` matches line ends too. */
  readonly expression: RegExp;
  /** By number from 1: the name of each capturing group that has one. */
  readonly groupNames: readonly (string | undefined)[];
  /**
   * Groups within something that repeats: JavaScript forgets what they held when the next round passes them by,
   * RE2 does not.
   */
  readonly forgetfulGroups: ReadonlySet<number>;
}

/** The most often anything may repeat in RE2. */
const MOST_REPETITIONS = 1000;
const DEEPEST_NESTING = 1000;

/**
 * Throws a SyntaxError in Go's words for what RE2 refuses, a RegexRefusal for what RE2 takes and JavaScript cannot
 * do the same way.
 */
export function compileRegex(text: string): CompiledRegex {
  const pattern: Pattern = { text, at: 0 };
  const groupNames: (string | undefined)[] = [];
  const forgetfulGroups = new Set<number>();
  const source = alternationAt({ i: false, m: false, s: true, U: false }, 0).source;
  if (pattern.at < text.length) wrong('unexpected )', text);
  return { expression: new RegExp(`^(?:${source})$`, 'u'), groupNames, forgetfulGroups };

  /** A source, and how often at most it repeats what is in it. */
  type Part = { source: string; repeats: number };

  function alternationAt(flags: Flags, depth: number): Part {
    if (depth > DEEPEST_NESTING) wrong('expression nests too deeply', text);
    let source = '';
    let repeats = 1;
    while (pattern.at < text.length && text[pattern.at] !== ')') {
      if (text[pattern.at] === '|') {
        pattern.at += 1;
        source += '|';
        continue;
      }
      const part = repetitionAt(flags, depth);
      source += part.source;
      repeats = Math.max(repeats, part.repeats);
    }
    return { source, repeats };
  }

  function repetitionAt(flags: Flags, depth: number): Part {
    const groupsBefore = groupNames.length;
    const before = pattern.at;
    const atom = atomAt(flags, depth);
    if (atom === undefined) return { source: '', repeats: 1 };
    let { source, repeats } = atom;
    let previous: number | undefined;
    for (;;) {
      const start = pattern.at;
      const times = timesAt();
      if (times === undefined) return { source, repeats };
      if (previous !== undefined)
        wrong('invalid nested repetition operator', text.slice(previous, pattern.at));
      previous = start;
      const lazy = takes('?') !== flags.U ? '?' : '';
      if (times.most > MOST_REPETITIONS && times.most !== Number.POSITIVE_INFINITY) {
        wrong('invalid repeat count', text.slice(start, pattern.at));
      }
      if (times.counted) repeats *= Math.max(1, Number.isFinite(times.most) ? times.most : times.least);
      if (repeats > MOST_REPETITIONS) wrong('invalid repeat count', text.slice(start, pattern.at));
      source = `(?:${source})${times.source}${lazy}`;
      // The atom itself may be a group: that one is set anew by each round that counts.
      const itself = text[before] === '(' ? groupsBefore + 1 : groupsBefore;
      if (times.most > 1) for (let at = itself + 1; at <= groupNames.length; at += 1) forgetfulGroups.add(at);
    }
  }

  function takes(sign: string): boolean {
    if (text[pattern.at] !== sign) return false;
    pattern.at += 1;
    return true;
  }

  function timesAt(): { source: string; least: number; most: number; counted: boolean } | undefined {
    const counted = false;
    const most = Number.POSITIVE_INFINITY;
    if (takes('*')) return { source: '*', least: 0, most, counted };
    if (takes('+')) return { source: '+', least: 1, most, counted };
    if (takes('?')) return { source: '?', least: 0, most: 1, counted };
    const braces = /^\{(\d+)(,?)(\d*)\}/.exec(text.slice(pattern.at));
    if (braces === null) return undefined;
    const [whole, first = '', comma, second = ''] = braces;
    if (/^0\d/.test(first) || /^0\d/.test(second)) return undefined;
    if (comma === '' && second !== '') return undefined;
    const start = pattern.at;
    pattern.at += whole.length;
    const least = Number(first);
    const highest = comma === '' ? least : second === '' ? most : Number(second);
    if (least > MOST_REPETITIONS || least > highest)
      wrong('invalid repeat count', text.slice(start, pattern.at));
    return { source: whole, least, most: highest, counted: true };
  }

  /** One thing that can repeat; undefined for what matches nothing and only changes flags. */
  function atomAt(flags: Flags, depth: number): Part | undefined {
    const start = pattern.at;
    const once = (source: string): Part => ({ source, repeats: 1 });
    if (timesAt() !== undefined) {
      takes('?');
      wrong(
        'missing argument to repetition operator',
        text.slice(start, pattern.at).replace(/(?<=.)\?$/, ''),
      );
    }
    const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
    if (character === '(') return groupAt(flags, depth);
    if (character === '[') return once(classAt(pattern, flags));
    if (character === '\\') {
      const escaped = escapeAt(pattern, flags);
      return escaped === '' ? undefined : once(escaped);
    }
    pattern.at += character.length;
    if (character === '.') return once(flags.s ? '[^]' : '[^\\n]');
    if (character === '^') return once(flags.m ? '(?<![^\\n])' : '(?:^)');
    if (character === '$') return once(flags.m ? '(?![^\\n])' : '(?:$)');
    return once(literal(character, flags));
  }

  function groupAt(flags: Flags, depth: number): Part | undefined {
    const rest = text.slice(pattern.at);
    if (!rest.startsWith('(?')) {
      pattern.at += 1;
      groupNames.push(undefined);
      return closed('(', { ...flags }, depth);
    }
    if (rest.startsWith('(?P<') || rest.startsWith('(?<')) return namedGroupAt(rest, flags, depth);
    const options = /^\(\?([a-zA-Z]*)(-?)([a-zA-Z]*)([:)])/.exec(rest);
    const [whole = '', on = '', minus, off = '', end] = options ?? [];
    const isKnown = /^[imsU]*$/.test(on + off);
    if (
      options === null ||
      !isKnown ||
      (minus === '-' && off === '') ||
      (whole.length === 3 && end === ')')
    ) {
      return wrong('invalid or unsupported Perl syntax', perlSyntaxOf(rest));
    }
    pattern.at += whole.length;
    const inner = end === ':' ? { ...flags } : flags;
    for (const flag of on) inner[flag as keyof Flags] = true;
    for (const flag of off) inner[flag as keyof Flags] = false;
    return end === ':' ? closed('(?:', inner, depth) : undefined;
  }

  function namedGroupAt(rest: string, flags: Flags, depth: number): Part {
    const end = rest.indexOf('>');
    // (?<= and (?<! look behind: no names.
    if (/^\(\?<[=!]/.test(rest)) return wrong('invalid or unsupported Perl syntax', rest.slice(0, 4));
    if (end === -1) return wrong('invalid named capture', rest);
    const opening = rest.slice(0, end + 1);
    const name = opening.replace(/^\(\?P?</, '').slice(0, -1);
    if (!/^\w+$/.test(name)) return wrong('invalid named capture', opening);
    if (groupNames.includes(name)) return wrong('duplicate capture group name', name);
    pattern.at += opening.length;
    groupNames.push(name);
    return closed('(', { ...flags }, depth);
  }

  function closed(opening: string, flags: Flags, depth: number): Part {
    const inner = alternationAt(flags, depth + 1);
    if (text[pattern.at] !== ')') wrong('missing closing )', text);
    pattern.at += 1;
    return { source: `${opening}${inner.source})`, repeats: inner.repeats };
  }
}

/** How much of `(?…` Go shows: up to the first character that does not belong. */
function perlSyntaxOf(rest: string): string {
  const taken = /^\(\?[imsU-]*/.exec(rest)?.[0] ?? '(?';
  return rest.slice(0, taken.length + 1);
}

/** A character that stands for itself. */
function literal(character: string, flags: Flags): string {
  const source = /^[\^$\\.*+?()[\]{}|/]$/.test(character) ? `\\${character}` : character;
  return flags.i && character.toLowerCase() !== character.toUpperCase() ? `(?i:${source})` : source;
}
