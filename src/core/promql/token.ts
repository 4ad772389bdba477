import type { Span } from './errors.ts';
import { quote } from './text.ts';

export type Aggregator =
  | 'avg'
  | 'bottomk'
  | 'count'
  | 'count_values'
  | 'group'
  | 'limit_ratio'
  | 'limitk'
  | 'max'
  | 'min'
  | 'quantile'
  | 'stddev'
  | 'stdvar'
  | 'sum'
  | 'topk';

type Keyword = 'bool' | 'by' | 'group_left' | 'group_right' | 'ignoring' | 'offset' | 'on' | 'without';
type WordOperator = 'and' | 'or' | 'unless' | 'atan2';
type Preprocessor = 'start' | 'end';
type Word = Aggregator | Keyword | WordOperator | Preprocessor;

type SignOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | '=='
  | '!='
  | '<='
  | '<'
  | '>='
  | '>'
  | '=~'
  | '!~'
  | '@';
type Mark = '(' | ')' | '{' | '}' | '[' | ']' | ',' | '=' | ':';

export type TokenType =
  | Word
  | SignOperator
  | Mark
  | 'identifier'
  /** An identifier with a colon in it: names metrics only. */
  | 'metric identifier'
  | 'number'
  | 'duration'
  | 'string'
  | 'end of input';

export interface Token extends Span {
  readonly type: TokenType;
  readonly text: string;
}

export const AGGREGATORS: ReadonlySet<string> = new Set<Aggregator>([
  'avg',
  'bottomk',
  'count',
  'count_values',
  'group',
  'limit_ratio',
  'limitk',
  'max',
  'min',
  'quantile',
  'stddev',
  'stdvar',
  'sum',
  'topk',
]);
export const KEYWORDS: ReadonlySet<string> = new Set<Keyword>([
  'bool',
  'by',
  'group_left',
  'group_right',
  'ignoring',
  'offset',
  'on',
  'without',
]);
export const WORD_OPERATORS: ReadonlySet<string> = new Set<WordOperator>(['and', 'or', 'unless', 'atan2']);
export const PREPROCESSORS: ReadonlySet<string> = new Set<Preprocessor>(['start', 'end']);
export const SIGN_OPERATORS: ReadonlySet<string> = new Set<SignOperator>([
  ...(['+', '-', '*', '/', '%', '^', '==', '!=', '<=', '<', '>=', '>', '=~', '!~', '@'] as const),
]);

export function isAggregator(type: TokenType): type is Aggregator {
  return AGGREGATORS.has(type);
}

/** The meaning of a word outside braces; case does not matter. Undefined for names. */
export function wordType(word: string): TokenType | undefined {
  const lower = word.toLowerCase();
  if (lower === 'inf' || lower === 'nan') return 'number';
  const known = [AGGREGATORS, KEYWORDS, WORD_OPERATORS, PREPROCESSORS].some((words) => words.has(lower));
  return known ? (lower as Word) : undefined;
}

const NAMES_NO_METRIC: ReadonlySet<string> = new Set([
  ...['bool', 'on', 'ignoring', 'group_left', 'group_right', 'atan2'],
]);

/** Whether it may name a metric where an expression begins: most keywords may. */
export function namesMetric({ type }: Token): boolean {
  if (type === 'identifier' || type === 'metric identifier') return true;
  return isWord(type) && !NAMES_NO_METRIC.has(type);
}

/** Whether it may name a label between the parentheses of `by`, `on` and their like. */
export function namesGroupingLabel({ type }: Token): boolean {
  if (type === 'identifier' || type === 'metric identifier') return true;
  return isWord(type) && type !== 'without';
}

function isWord(type: TokenType): boolean {
  return [AGGREGATORS, KEYWORDS, WORD_OPERATORS, PREPROCESSORS].some((words) => words.has(type));
}

/** How Prometheus calls a token it did not expect. */
export function describeToken({ type, text }: Token): string {
  if (type === 'end of input') return 'end of input';
  if (type === 'identifier' || type === 'metric identifier') return `${type} ${quote(text)}`;
  if (type === 'number' || type === 'duration' || type === 'string') return `${type} ${shortened(text)}`;
  // Prometheus has no name for `@` and shows the number of its token (3.5).
  if (type === '@') return '"<Item 57400>" <op:@>';
  if (KEYWORDS.has(type)) return `<${text}>`;
  if (AGGREGATORS.has(type)) return `<aggr:${text}>`;
  if (SIGN_OPERATORS.has(type) || WORD_OPERATORS.has(type)) return `<op:${text}>`;
  return shortened(text);
}

function shortened(text: string): string {
  return Buffer.byteLength(text) > 10 ? `${quote([...text].slice(0, 10).join(''))}...` : quote(text);
}
