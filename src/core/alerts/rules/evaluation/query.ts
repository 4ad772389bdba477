import {
  type Expression,
  evaluateInstant,
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
  const parsed = typeof expression === 'string' ? parseExpression(expression) : expression;
  const result = evaluateInstant({ expression: parsed, atMs, ...options });
  if (result.type === 'vector') return result.samples;
  if (result.type === 'scalar') return [{ labels: Labels.EMPTY, value: result.value }];
  throw new Error('rule result is not a vector or scalar');
}
