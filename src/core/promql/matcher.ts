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

/** `job=~"api|web"` */
export function matcherText(matcher: Matcher): string {
  const name = isPlainName(matcher.name) ? matcher.name : quote(matcher.name);
  return `${name}${matcher.operator}${quote(matcher.value)}`;
}
