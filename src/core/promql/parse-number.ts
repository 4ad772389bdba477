import { durationOf } from './duration.ts';
import { PromqlError } from './errors.ts';
import type { NumberLiteral } from './expression.ts';
import type { Reader } from './reader.ts';
import { floatOf, integerOf, quote } from './text.ts';
import type { Token } from './token.ts';

/** Go keeps durations in 64 bits of nanoseconds: so many seconds are the most. */
const LONGEST_SECONDS = 2 ** 63 / 1e9;

/** A number or a duration; durations count in seconds. */
export function numberAt(reader: Reader): NumberLiteral {
  const token = reader.next();
  const isDuration = token.type === 'duration';
  return {
    kind: 'number',
    type: 'scalar',
    span: { start: token.start, end: token.end },
    value: isDuration ? secondsOf(reader, token) : numberOf(reader, token),
    isDuration,
  };
}

function numberOf(reader: Reader, token: Token): number {
  const value = integerOf(token.text) ?? floatOf(token.text);
  if (value !== undefined) return value;
  // What Go reads and finds too large, JavaScript reads as infinite.
  const isTooLarge = Math.abs(Number(token.text.replaceAll('_', ''))) === Infinity;
  const why = isTooLarge ? 'value out of range' : 'invalid syntax';
  return reader.fail(`error parsing number: strconv.ParseFloat: parsing ${quote(token.text)}: ${why}`, token);
}

function secondsOf(reader: Reader, token: Token): number {
  try {
    return durationOf(token.text) / 1000;
  } catch (error) {
    if (error instanceof PromqlError) return reader.fail(error.sentence, token);
    throw error;
  }
}

/** A duration between brackets: it has to be longer than nothing. Milliseconds. */
export function positiveDurationAt(reader: Reader): number {
  const literal = durationAt(reader);
  const { type } = reader.peek();
  if (['+', '-', '*', '/', '%', '^'].includes(type)) {
    reader.next();
    durationAt(reader);
    reader.peek();
    reader.fail('experimental duration expression is not enabled', literal.span);
  }
  if (literal.value <= 0) reader.fail('duration must be greater than 0', literal.span);
  return millisecondsOf(literal);
}

/** The duration behind `offset`: it may have a sign. Milliseconds. */
export function offsetDurationAt(reader: Reader): number {
  return millisecondsOf(durationAt(reader));
}

function durationAt(reader: Reader): NumberLiteral {
  const sign = reader.take('-') ?? reader.take('+');
  const parenthesis = reader.take('(');
  if (parenthesis !== undefined) {
    const inner = durationAt(reader);
    while (['+', '-', '*', '/', '%', '^'].includes(reader.peek().type)) {
      reader.next();
      durationAt(reader);
    }
    reader.expect(')');
    reader.fail('experimental duration expression is not enabled', inner.span);
  }
  const { type } = reader.peek();
  if (sign === undefined && type !== 'number' && type !== 'duration') reader.unexpected();
  const literal = sign === undefined ? numberAt(reader) : durationAt(reader);
  const span = { start: sign?.start ?? literal.span.start, end: literal.span.end };
  const value = sign?.type === '-' ? -literal.value : literal.value;
  if (Math.abs(value) > LONGEST_SECONDS) reader.fail('duration out of range', span);
  return { ...literal, span, value };
}

/** Go rounds to nanoseconds, and the engine then cuts to milliseconds. */
function millisecondsOf(literal: NumberLiteral): number {
  const nanoseconds = literal.value * 1e9;
  const rounded = Math.sign(nanoseconds) * Math.round(Math.abs(nanoseconds));
  return Math.trunc(rounded / 1e6);
}
