import type { Span } from './errors.ts';
import type { Matcher } from './matcher.ts';
import type { CompiledRegex } from './regex.ts';

/** What an expression gives: one number, an instant vector, a range vector or a text. */
export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string';

interface Node {
  readonly span: Span;
  readonly type: ValueType;
}

export interface NumberLiteral extends Node {
  readonly kind: 'number';
  readonly type: 'scalar';
  /** Seconds when it was written as a duration. */
  readonly value: number;
  readonly isDuration: boolean;
}

export interface StringLiteral extends Node {
  readonly kind: 'string';
  readonly type: 'string';
  readonly value: string;
}

/** What `@` says: epoch milliseconds, or the start or end of the evaluation's range. */
export type AtTime = number | 'start' | 'end';

export interface VectorSelector extends Node {
  readonly kind: 'selector';
  readonly type: 'vector';
  /** The name before the braces; empty when there is none. It is among the matchers too, as the last of them. */
  readonly name: string;
  readonly matchers: readonly Matcher[];
  readonly offsetMs: number;
  readonly at: AtTime | undefined;
}

export interface RangeSelector extends Node {
  readonly kind: 'range';
  readonly type: 'matrix';
  readonly selector: VectorSelector;
  readonly rangeMs: number;
}

export interface Subquery extends Node {
  readonly kind: 'subquery';
  readonly type: 'matrix';
  readonly expression: Expression;
  readonly rangeMs: number;
  /** Undefined: the evaluation's default. */
  readonly stepMs: number | undefined;
  readonly offsetMs: number;
  readonly at: AtTime | undefined;
}

export interface Call extends Node {
  readonly kind: 'call';
  readonly function: string;
  readonly arguments: readonly Expression[];
  /** Of label_replace, when its text is one: what it is refused for is said when it is evaluated, as in Prometheus. */
  readonly regex?: CompiledRegex | undefined;
}

export type AggregationOperator =
  | 'avg'
  | 'bottomk'
  | 'count'
  | 'count_values'
  | 'group'
  | 'max'
  | 'min'
  | 'quantile'
  | 'stddev'
  | 'stdvar'
  | 'sum'
  | 'topk';

export interface Aggregation extends Node {
  readonly kind: 'aggregation';
  readonly type: 'vector';
  readonly operator: AggregationOperator;
  readonly expression: Expression;
  /** `k` of topk and bottomk, `φ` of quantile, the label of count_values. */
  readonly parameter: Expression | undefined;
  readonly grouping: readonly string[];
  readonly without: boolean;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2';
export type ComparisonOperator = '==' | '!=' | '>' | '<' | '>=' | '<=';
export type SetOperator = 'and' | 'or' | 'unless';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | SetOperator;

/** How the elements of two vectors find each other. */
export interface VectorMatching {
  readonly cardinality: 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many';
  /** Whether `labels` are those that count (`on`), or those that do not (`ignoring`). */
  readonly on: boolean;
  readonly labels: readonly string[];
  /** Labels taken over from the "one" side: what `group_left` or `group_right` names. */
  readonly include: readonly string[];
}

export interface BinaryExpression extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly returnsBool: boolean;
  /** Undefined where one side is a scalar. */
  readonly matching: VectorMatching | undefined;
}

export interface UnaryExpression extends Node {
  readonly kind: 'unary';
  readonly operator: '+' | '-';
  readonly expression: Expression;
}

export interface Parenthesis extends Node {
  readonly kind: 'parenthesis';
  readonly expression: Expression;
}

export type Expression =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | RangeSelector
  | Subquery
  | Call
  | Aggregation
  | BinaryExpression
  | UnaryExpression
  | Parenthesis;

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<=']);

export function isComparison(operator: string): boolean {
  return COMPARISONS.has(operator);
}

export function withoutParentheses(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === 'parenthesis') inner = inner.expression;
  return inner;
}
