import type { AtTime, Expression, RangeSelector, Subquery, VectorSelector } from './expression.ts';
import { numberAt, offsetDurationAt, positiveDurationAt } from './parse-number.ts';
import type { Reader } from './reader.ts';
import { fixed } from './text.ts';
import type { Token } from './token.ts';

const DURATION = 'number or duration';
const SELECTABLE = 'must be preceded by an instant vector selector or range vector selector or a subquery';
/** The range of Go's 64 bits whole numbers. */
const INT64 = 2 ** 63;

/** What may follow an operand and binds more strongly than any operator: `[…]`, `offset …`, `@ …`. */
export function modifiersAt(reader: Reader, operand: Expression): Expression {
  let expression = operand;
  for (let modifiers = 1; ; modifiers += 1) {
    const { type } = reader.peek();
    reader.checkDepth(modifiers);
    if (type === '[') expression = bracketAt(reader, expression);
    else if (type === 'offset') expression = offsetAt(reader, expression);
    else if (type === '@') expression = atModifierAt(reader, expression);
    else return expression;
  }
}

function bracketAt(reader: Reader, operand: Expression): RangeSelector | Subquery {
  const opening = reader.expect('[');
  const rangeMs = reader.within('subquery selector', DURATION, () => positiveDurationAt(reader));
  const closing = reader.within(
    'subquery or range',
    '":" or "]"',
    () => reader.take(']') ?? reader.expect(':'),
  );
  if (closing.type === ']') return rangeOf(reader, operand, rangeMs, opening, closing);
  const start = operand.span.start;
  const immediately = reader.take(']');
  if (immediately !== undefined)
    return subqueryOf(operand, rangeMs, undefined, { start, end: immediately.end });
  const expected = `${DURATION} or "]"`;
  const stepMs = reader.within('subquery selector', expected, () => positiveDurationAt(reader));
  const end = reader.within('subquery selector', '"]"', () => reader.expect(']').end);
  return subqueryOf(operand, rangeMs, stepMs, { start, end });
}

function subqueryOf(
  expression: Expression,
  rangeMs: number,
  stepMs: number | undefined,
  span: Subquery['span'],
): Subquery {
  return { kind: 'subquery', type: 'matrix', span, expression, rangeMs, stepMs, offsetMs: 0, at: undefined };
}

function rangeOf(
  reader: Reader,
  operand: Expression,
  rangeMs: number,
  opening: Token,
  closing: Token,
): RangeSelector {
  const brackets = { start: opening.start, end: closing.end };
  if (operand.kind !== 'selector') return reader.fail('ranges only allowed for vector selectors', brackets);
  if (operand.offsetMs !== 0) reader.fail('no offset modifiers allowed before range', brackets);
  // Prometheus only minds a number here, and lets `@ start()` pass.
  if (typeof operand.at === 'number') reader.fail('no @ modifiers allowed before range', brackets);
  const span = { start: operand.span.start, end: closing.end };
  return { kind: 'range', type: 'matrix', span, selector: operand, rangeMs };
}

function offsetAt(reader: Reader, operand: Expression): Expression {
  reader.expect('offset');
  const offsetMs = reader.within('offset', DURATION, () => offsetDurationAt(reader));
  const selector = selectorOf(operand);
  if (selector === undefined) return reader.fail(`offset modifier ${SELECTABLE}`, operand.span);
  if (selector.offsetMs !== 0) reader.fail('offset may not be set multiple times', operand.span);
  return changed(operand, { offsetMs }, reader.end);
}

function atModifierAt(reader: Reader, operand: Expression): Expression {
  reader.expect('@');
  const at = reader.within('@', 'timestamp', () => timestampAt(reader));
  if (typeof at === 'number' && !(Math.abs(at) < INT64)) {
    reader.fail(`timestamp out of bounds for @ modifier: ${fixed(at, 6)}`, operand.span);
  }
  const selector = selectorOf(operand);
  if (selector === undefined) return reader.fail(`@ modifier ${SELECTABLE}`, operand.span);
  if (selector.at !== undefined) reader.fail('@ <timestamp> may not be set multiple times', operand.span);
  // Go rounds half away from zero.
  const milliseconds = typeof at === 'number' ? Math.sign(at) * Math.round(Math.abs(at) * 1000) : at;
  return changed(operand, { at: milliseconds }, reader.end);
}

/** Seconds, or the start or end of the evaluation. */
function timestampAt(reader: Reader): AtTime {
  const preprocessor = reader.take('start') ?? reader.take('end');
  if (preprocessor !== undefined) {
    reader.expect('(');
    reader.expect(')');
    return preprocessor.type === 'start' ? 'start' : 'end';
  }
  const sign = reader.take('-') ?? reader.take('+');
  const { type } = reader.peek();
  if (type !== 'number' && type !== 'duration') reader.unexpected();
  const { value } = numberAt(reader);
  return sign?.type === '-' ? -value : value;
}

function selectorOf(expression: Expression): VectorSelector | Subquery | undefined {
  if (expression.kind === 'range') return expression.selector;
  return expression.kind === 'selector' || expression.kind === 'subquery' ? expression : undefined;
}

function changed(
  expression: Expression,
  change: { offsetMs: number } | { at: AtTime },
  end: number,
): Expression {
  const span = { start: expression.span.start, end };
  if (expression.kind === 'range')
    return { ...expression, span, selector: { ...expression.selector, ...change } };
  if (expression.kind === 'selector' || expression.kind === 'subquery')
    return { ...expression, span, ...change };
  return expression;
}
