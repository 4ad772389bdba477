/** PromQL with the semantics of Prometheus 3: text to expression, expression over series to values. */
export { durationOf, durationText } from './duration.ts';
export { PromqlError } from './errors.ts';
export { evaluateInstant, evaluateRange, evaluatingInstant, evaluatingRange } from './evaluate.ts';
export type * from './expression.ts';
export { withoutParentheses } from './expression.ts';
export { Labels, METRIC_NAME } from './labels.ts';
export type { Matcher } from './matcher.ts';
export { parseExpression } from './parse.ts';
export { printExpression } from './print.ts';
export type { Series, SeriesSource } from './series.ts';
export { quote } from './text.ts';
export type { InstantValue, Sample } from './value.ts';
export { LANGUAGE_WORDS } from './words.ts';
