import { PromqlError } from './errors.ts';
import type { VectorSelector } from './expression.ts';
import { METRIC_NAME } from './labels.ts';
import { unquote } from './lex-string.ts';
import { type Matcher, type MatchOperator, matcherOf } from './matcher.ts';
import type { Reader } from './reader.ts';
import { namesGroupingLabel, type Token } from './token.ts';

const MATCH_OPERATORS: ReadonlySet<string> = new Set<MatchOperator>(['=', '!=', '=~', '!~']);

/** `metric`, `metric{…}` or `{…}`; the metric's token, when there is one, is already read. */
export function selectorAt(reader: Reader, metric: Token | undefined): VectorSelector {
  const start = metric?.start ?? reader.peek().start;
  const matchers: Matcher[] = [];
  let end = metric?.end ?? start;
  if (reader.peek().type === '{') end = matchersAt(reader, matchers);
  if (metric !== undefined) matchers.push(matcherOf(METRIC_NAME, '=', metric.text));
  return {
    kind: 'selector',
    type: 'vector',
    span: { start, end },
    name: metric?.text ?? '',
    matchers,
    offsetMs: 0,
    at: undefined,
  };
}

/** Reads `{…}` and gives where it ends. */
function matchersAt(reader: Reader, matchers: Matcher[]): number {
  reader.expect('{');
  const empty = reader.take('}');
  if (empty !== undefined) return empty.end;
  for (;;) {
    matchers.push(matcherAt(reader));
    const closing = reader.within('label matching', '"," or "}"', () => {
      if (reader.take(',') !== undefined) return reader.take('}');
      return reader.expect('}');
    });
    if (closing !== undefined) return closing.end;
  }
}

function matcherAt(reader: Reader): Matcher {
  const label = reader.within(
    'label matching',
    'identifier or "}"',
    () => reader.take('identifier') ?? reader.expect('string'),
  );
  if (!MATCH_OPERATORS.has(reader.peek().type)) {
    if (label.type === 'string') return matcherOf(METRIC_NAME, '=', textOf(reader, label));
    return reader.within('label matching', 'label matching operator', () => reader.unexpected());
  }
  const operator = reader.next().type as MatchOperator;
  const value = reader.within('label matching', 'string', () => reader.expect('string'));
  const name = label.type === 'string' ? textOf(reader, label) : label.text;
  try {
    return matcherOf(name, operator, textOf(reader, value));
  } catch (error) {
    const span = { start: label.start, end: value.end };
    if (error instanceof SyntaxError) return reader.fail(error.message, span);
    if (error instanceof PromqlError) return reader.unsupported(error.sentence, span);
    throw error;
  }
}

/** What a string token says. */
export function textOf(reader: Reader, token: Token): string {
  return (
    unquote(token.text) ??
    reader.unsupported(`the string ${token.text} is no UTF-8, which is not supported`, token)
  );
}

/** `(a, b)` of by, without, on, ignoring, group_left and group_right. */
export function groupingLabelsAt(reader: Reader): string[] {
  const names: string[] = [];
  reader.within('grouping opts', '"("', () => reader.expect('('));
  if (reader.take(')') !== undefined) return names;
  for (;;) {
    names.push(reader.within('grouping opts', 'label', () => groupingLabelAt(reader)));
    const closing = reader.within('grouping opts', '"," or ")"', () => {
      if (reader.take(',') !== undefined) return reader.take(')');
      return reader.expect(')');
    });
    if (closing !== undefined) return names;
  }
}

function groupingLabelAt(reader: Reader): string {
  const token = reader.peek();
  if (token.type !== 'string' && !namesGroupingLabel(token)) reader.unexpected();
  reader.next();
  const name = token.type === 'string' ? textOf(reader, token) : token.text;
  if (name === '') reader.fail('invalid label name for grouping: ""', token);
  return name;
}
