import { SIGNATURES } from './signatures.ts';
import { AGGREGATORS, KEYWORDS, PREPROCESSORS, SIGN_OPERATORS, WORD_OPERATORS } from './token.ts';

/** Prometheus knows them behind a feature flag; the parser refuses them by name. */
const REFUSED: ReadonlySet<string> = new Set(['limitk', 'limit_ratio']);

/** Every word and sign an expression may be written with here: an editor offers these and no others. */
export const LANGUAGE_WORDS: readonly string[] = [
  ...SIGNATURES.keys(),
  ...[...AGGREGATORS].filter((name) => !REFUSED.has(name)),
  ...KEYWORDS,
  ...WORD_OPERATORS,
  ...[...PREPROCESSORS].map((name) => `${name}()`),
  ...SIGN_OPERATORS,
  '=',
];
