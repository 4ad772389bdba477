import { atOnce, type Stepwise } from '../../../kernel/slices.ts';
import {
  type Expression,
  evaluatingInstant,
  Labels,
  parseExpression,
  type Sample,
  type SeriesSource,
} from '../../../promql/index.ts';

/** What the evaluation of expressions depends on besides the time. */
export interface QueryOptions {
  source: SeriesSource;
  lookbackMs?: number;
  subqueryStepMs?: number;
}

/** An expression as rules use it: an instant vector; a scalar is one sample without labels. */
export function queryVector(
  expression: Expression | string,
  atMs: number,
  options: QueryOptions,
): readonly Sample[] {
  return atOnce(queryingVector(expression, atMs, options));
}

/** The same, to be done in slices. */
export function* queryingVector(
  expression: Expression | string,
  atMs: number,
  options: QueryOptions,
): Stepwise<readonly Sample[]> {
  const parsed = typeof expression === 'string' ? parseExpression(expression) : expression;
  const result = yield* evaluatingInstant({ expression: parsed, atMs, ...options });
  if (result.type === 'vector') return result.samples;
  if (result.type === 'scalar') return [{ labels: Labels.EMPTY, value: result.value }];
  throw new Error('rule result is not a vector or scalar');
}
