/** PromQL with the semantics of Prometheus 3: text to expression, expression over series to values. */
export { durationOf, durationOrNone, durationText } from './duration.ts';
export { PromqlError } from './errors.ts';
export {
  DEFAULT_LOOKBACK_MS,
  DEFAULT_SUBQUERY_STEP_MS,
  evaluateInstant,
  evaluateRange,
  evaluatingInstant,
  evaluatingRange,
} from './evaluate.ts';
export type * from './expression.ts';
export { isComparison, withoutParentheses } from './expression.ts';
export { Labels, METRIC_NAME } from './labels.ts';
export type { Matcher } from './matcher.ts';
export { parseExpression } from './parse.ts';
export { printExpression } from './print.ts';
export type { Series, SeriesSource } from './series.ts';
export { quote } from './text.ts';
export type { InstantValue, Sample } from './value.ts';
export { LANGUAGE_WORDS } from './words.ts';
