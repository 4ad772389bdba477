import { compileRegex } from './regex.ts';
import { isPlainName, quote } from './text.ts';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** What a label has to be. An absent label is an empty one. */
export interface Matcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
  /** Quick for repeated texts: what a regular expression said is remembered. */
  matches(text: string): boolean;
}

/** How many texts' answers a regular expression remembers; label values repeat, but not without end. */
const REMEMBERED = 4_096;

/** Throws what `compileRegex` throws. */
export function matcherOf(name: string, operator: MatchOperator, value: string): Matcher {
  if (operator === '=') return { name, operator, value, matches: (text) => text === value };
  if (operator === '!=') return { name, operator, value, matches: (text) => text !== value };
  const regex = compileRegex(value);
  const wanted = operator === '=~';
  const answers = new Map<string, boolean>();
  return {
    name,
    operator,
    value,
    matches(text) {
      let matched = answers.get(text);
      if (matched === undefined) {
        matched = regex.matches(text);
        if (answers.size >= REMEMBERED) answers.clear();
        answers.set(text, matched);
      }
      return matched === wanted;
    },
  };
}

/** `job=~"api|web"` */
export function matcherText(matcher: Matcher): string {
  const name = isPlainName(matcher.name) ? matcher.name : quote(matcher.name);
  return `${name}${matcher.operator}${quote(matcher.value)}`;
}
