import { classAt } from './regex-class.ts';
import { escapeAt, quotationAt } from './regex-escape.ts';
import { type Flags, literal, type Pattern, wrong } from './regex-pattern.ts';

/** A regular expression of RE2's syntax, as JavaScript's. */
export interface CompiledRegex {
  /** Matches a whole text or not at all, as Prometheus anchors it; `.` matches line ends too. */
  readonly expression: RegExp;
  /** By number from 1: the name of each capturing group that has one. */
  readonly groupNames: readonly (string | undefined)[];
  /**
   * Groups that repeat, or are within something that does: which round's text they hold differs between JavaScript
   * and RE2.
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

  function alternationAt(flags: Flags, depth: number): Part {
    if (depth > DEEPEST_NESTING) wrong('expression nests too deeply', text);
    const firstGroup = groupNames.length + 1;
    let source = '';
    let repeats = 1;
    /** What follows each other since the last `|`: a repetition is of the last of them. */
    let parts: Part[] = [];
    const flush = () => {
      source += parts.map((part) => part.source).join('');
      repeats = Math.max(repeats, ...parts.map((part) => part.repeats));
      parts = [];
    };
    for (let previous: number | undefined; pattern.at < text.length && text[pattern.at] !== ')'; ) {
      const start = pattern.at;
      const times = timesAt();
      if (times !== undefined) {
        parts.push(repeated(parts.pop(), times, start, previous, flags));
        previous = start;
        continue;
      }
      previous = undefined;
      if (takes('|')) {
        flush();
        source += '|';
      } else {
        parts.push(...atomsAt(flags, depth));
      }
    }
    flush();
    return { source, repeats, firstGroup };
  }

  /** `previous` is where a repetition just before this one began: two in a row are wrong. */
  function repeated(
    part: Part | undefined,
    times: Times,
    start: number,
    previous: number | undefined,
    flags: Flags,
  ): Part {
    const sizeEnd = pattern.at;
    if (
      times.least > MOST_REPETITIONS ||
      (Number.isFinite(times.most) && times.most > MOST_REPETITIONS) ||
      times.least > times.most
    ) {
      wrong('invalid repeat count', text.slice(start, sizeEnd));
    }
    const lazy = takes('?') !== flags.U ? '?' : '';
    if (previous !== undefined) wrong('invalid nested repetition operator', text.slice(previous, pattern.at));
    if (part === undefined)
      return wrong('missing argument to repetition operator', text.slice(start, pattern.at));
    const count = times.counted ? Math.max(1, Number.isFinite(times.most) ? times.most : times.least) : 1;
    const repeats = part.repeats * count;
    if (count > 1 && repeats > MOST_REPETITIONS) wrong('invalid repeat count', text.slice(start, pattern.at));
    if (times.most > 1)
      for (let at = part.firstGroup; at <= groupNames.length; at += 1) forgetfulGroups.add(at);
    return { ...part, source: `(?:${part.source})${times.source}${lazy}`, repeats };
  }

  function takes(sign: string): boolean {
    if (text[pattern.at] !== sign) return false;
    pattern.at += 1;
    return true;
  }

  function timesAt(): Times | undefined {
    const most = Number.POSITIVE_INFINITY;
    if (takes('*')) return { source: '*', least: 0, most, counted: false };
    if (takes('+')) return { source: '+', least: 1, most, counted: false };
    if (takes('?')) return { source: '?', least: 0, most: 1, counted: false };
    const braces = /^\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/.exec(text.slice(pattern.at));
    if (braces === null) return undefined;
    const [whole, first = '', comma, second] = braces;
    pattern.at += whole.length;
    const least = Number(first);
    const highest = second === undefined ? most : Number(second);
    return { source: whole, least, most: comma === undefined ? least : highest, counted: true };
  }

  /** What stands for itself: one thing, the characters of a quotation, or nothing where only flags change. */
  function atomsAt(flags: Flags, depth: number): Part[] {
    const character = String.fromCodePoint(text.codePointAt(pattern.at) ?? 0);
    if (character === '(') return groupAt(flags, depth);
    const plain = (source: string): Part => {
      return { source, repeats: 1, firstGroup: groupNames.length + 1 };
    };
    if (character === '[') return [plain(classAt(pattern, flags))];
    if (text.startsWith('\\Q', pattern.at))
      return quotationAt(pattern).map((quoted) => plain(literal(quoted, flags)));
    if (character === '\\') return [plain(escapeAt(pattern, flags))];
    pattern.at += character.length;
    if (character === '.') return [plain(flags.s ? '[^]' : '[^\\n]')];
    if (character === '^') return [plain(flags.m ? '(?<![^\\n])' : '(?:^)')];
    if (character === '$') return [plain(flags.m ? '(?![^\\n])' : '(?:$)')];
    return [plain(literal(character, flags))];
  }

  function groupAt(flags: Flags, depth: number): Part[] {
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
    if (options === null || !isKnown || (minus === '-' && off === '')) {
      return wrong('invalid or unsupported Perl syntax', perlSyntaxOf(rest));
    }
    pattern.at += whole.length;
    const inner = end === ':' ? { ...flags } : flags;
    for (const flag of on) inner[flag as keyof Flags] = true;
    for (const flag of off) inner[flag as keyof Flags] = false;
    return end === ':' ? closed('(?:', inner, depth) : [];
  }

  function namedGroupAt(rest: string, flags: Flags, depth: number): Part[] {
    const end = rest.indexOf('>');
    if (end === -1) return wrong('invalid named capture', rest);
    const opening = rest.slice(0, end + 1);
    const name = opening.replace(/^\(\?P?</, '').slice(0, -1);
    if (!/^\w+$/.test(name)) return wrong('invalid named capture', opening);
    pattern.at += opening.length;
    groupNames.push(name);
    return closed('(', { ...flags }, depth);
  }

  function closed(opening: '(' | '(?:', flags: Flags, depth: number): Part[] {
    const isGroup = opening === '(';
    const inner = alternationAt(flags, depth + 1);
    if (text[pattern.at] !== ')') wrong('missing closing )', text);
    pattern.at += 1;
    const firstGroup = isGroup ? inner.firstGroup - 1 : inner.firstGroup;
    return [{ source: `${opening}${inner.source})`, repeats: inner.repeats, firstGroup }];
  }
}

/** Something that can be repeated. */
interface Part {
  source: string;
  /** How often at most it repeats what is in it. */
  repeats: number;
  /** The number of the first capturing group in it, if there is one. */
  firstGroup: number;
}

interface Times {
  source: string;
  least: number;
  most: number;
  /** Written with braces. */
  counted: boolean;
}

/** How much of `(?…` Go shows: up to the first character that does not belong. */
function perlSyntaxOf(rest: string): string {
  const taken = /^\(\?[imsU-]*/.exec(rest)?.[0] ?? '(?';
  return rest.slice(0, taken.length + 1);
}
