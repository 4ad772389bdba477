import { checkTypes } from './check-types.ts';
import type {
  AggregationOperator,
  BinaryOperator,
  Expression,
  NumberLiteral,
  ValueType,
  VectorMatching,
} from './expression.ts';
import { modifiersAt } from './parse-modifiers.ts';
import { groupingLabelsAt, selectorAt, textOf } from './parse-names.ts';
import { numberAt } from './parse-number.ts';
import { type Reader, readerOf } from './reader.ts';
import { EXPERIMENTAL_FUNCTIONS, NATIVE_HISTOGRAM_FUNCTIONS, SIGNATURES } from './signatures.ts';
import { isAggregator, namesMetric, type Token } from './token.ts';

/**
 * The expression a text says, its types checked. Throws a PromqlError in the words and with the position of
 * Prometheus 3.5 for what Prometheus refuses, and one of fault `unsupported` that names what only we refuse.
 */
export function parseExpression(text: string): Expression {
  const reader = readerOf(text);
  if (reader.peek().type === 'end of input') {
    reader.fail('no expression found in input', { start: 0, end: 0 });
  }
  const expression = expressionAt(reader, 0);
  if (reader.peek().type !== 'end of input') reader.unexpected();
  return checkTypes(expression, text);
}

/** How strongly each operator binds; a sign before an expression binds as `*` does. */
const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '>': 3,
  '<': 3,
  '>=': 3,
  '<=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};
const STRONGER_THAN_SIGN = PRECEDENCE['^'];

function isBinaryOperator(type: string): type is BinaryOperator {
  return Object.hasOwn(PRECEDENCE, type);
}

/** An expression of operators that bind at least as strongly as `weakest`. */
function expressionAt(reader: Reader, weakest: number): Expression {
  return reader.deeper(() => operationsAt(reader, weakest));
}

function operationsAt(reader: Reader, weakest: number): Expression {
  let left = operandAt(reader);
  for (let operators = 1; ; operators += 1) {
    const { type } = reader.peek();
    if (!isBinaryOperator(type) || PRECEDENCE[type] < weakest) return left;
    // Each operator takes all before it as its left side.
    reader.checkDepth(operators);
    reader.next();
    const { returnsBool, matching } = binaryModifiersAt(reader);
    // Only `^` takes its right side first.
    const right = expressionAt(reader, type === '^' ? PRECEDENCE[type] : PRECEDENCE[type] + 1);
    left = {
      kind: 'binary',
      type: left.type === 'scalar' && right.type === 'scalar' ? 'scalar' : 'vector',
      span: { start: left.span.start, end: right.span.end },
      operator: type,
      left,
      right,
      returnsBool,
      matching,
    };
  }
}

function operandAt(reader: Reader): Expression {
  const sign = reader.take('-') ?? reader.take('+');
  if (sign === undefined) return modifiersAt(reader, primaryAt(reader));
  const operand = expressionAt(reader, STRONGER_THAN_SIGN);
  const span = { start: sign.start, end: operand.span.end };
  if (operand.kind === 'number') return signed(operand, sign, span);
  return { kind: 'unary', type: operand.type, span, operator: sign.type as '+' | '-', expression: operand };
}

function signed(literal: NumberLiteral, sign: Token, span: NumberLiteral['span']): NumberLiteral {
  return { ...literal, span, value: sign.type === '-' ? -literal.value : literal.value };
}

function primaryAt(reader: Reader): Expression {
  const token = reader.peek();
  if (token.type === 'number' || token.type === 'duration') return numberAt(reader);
  if (token.type === '(') return parenthesisAt(reader);
  if (token.type === '{') return selectorAt(reader, undefined);
  if (token.type === 'string') {
    reader.next();
    const value = textOf(reader, token);
    return { kind: 'string', type: 'string', span: { start: token.start, end: token.end }, value };
  }
  if (!namesMetric(token)) return reader.unexpected();
  reader.next();
  const { type: following } = reader.peek();
  if (isAggregator(token.type) && (following === '(' || following === 'by' || following === 'without')) {
    return reader.within('aggregation', '', () => aggregationAt(reader, token));
  }
  if (token.type === 'identifier' && following === '(') return callAt(reader, token);
  return selectorAt(reader, token);
}

function parenthesisAt(reader: Reader): Expression {
  const { start } = reader.expect('(');
  const expression = expressionAt(reader, 0);
  const { end } = reader.expect(')');
  reader.claimParenthesis();
  return { kind: 'parenthesis', type: expression.type, span: { start, end }, expression };
}

/** The arguments between parentheses. */
function argumentsAt(reader: Reader): Expression[] {
  reader.expect('(');
  const list: Expression[] = [];
  if (reader.take(')') !== undefined) return list;
  for (;;) {
    list.push(expressionAt(reader, 0));
    const comma = reader.take(',');
    if (comma === undefined) {
      reader.expect(')');
      return list;
    }
    if (!startsExpression(reader.peek())) {
      reader.fail('trailing commas not allowed in function call args', comma);
    }
  }
}

function startsExpression(token: Token): boolean {
  return namesMetric(token) || ['number', 'duration', '(', '{', 'string', '+', '-'].includes(token.type);
}

function callAt(reader: Reader, name: Token): Expression {
  const list = argumentsAt(reader);
  const signature = SIGNATURES.get(name.text);
  if (signature === undefined) return refuseFunction(reader, name);
  const span = { start: name.start, end: reader.claimParenthesis() };
  return { kind: 'call', type: signature.returns, span, function: name.text, arguments: list };
}

function refuseFunction(reader: Reader, name: Token): never {
  if (EXPERIMENTAL_FUNCTIONS.has(name.text)) reader.fail(`function "${name.text}" is not enabled`, name);
  if (NATIVE_HISTOGRAM_FUNCTIONS.has(name.text)) {
    reader.unsupported(`function "${name.text}" works on native histograms, which are not supported`, name);
  }
  return reader.fail(`unknown function with name "${name.text}"`, name);
}

const PARAMETERS: ReadonlyMap<string, ValueType> = new Map([
  ['topk', 'scalar'],
  ['bottomk', 'scalar'],
  ['quantile', 'scalar'],
  ['count_values', 'string'],
  ['limitk', 'scalar'],
  ['limit_ratio', 'scalar'],
]);

function aggregationAt(reader: Reader, operator: Token): Expression {
  let modifier = aggregationModifierAt(reader);
  const list = argumentsAt(reader);
  modifier ??= aggregationModifierAt(reader);
  if (modifier !== undefined) reader.skipParenthesis();
  const span = { start: operator.start, end: reader.claimParenthesis() };
  if (list.length === 0) reader.fail('no arguments for aggregate expression provided', span);
  const takesParameter = PARAMETERS.has(operator.type);
  if (operator.type === 'limitk' || operator.type === 'limit_ratio') {
    const flag = '--enable-feature=promql-experimental-functions';
    reader.fail(`${operator.type}() is experimental and must be enabled with ${flag}`, span);
  }
  const wanted = takesParameter ? 2 : 1;
  const expression = list[wanted - 1];
  if (list.length !== wanted || expression === undefined) {
    const counts = `expected ${wanted}, got ${list.length}`;
    return reader.fail(`wrong number of arguments for aggregate expression provided, ${counts}`, span);
  }
  return {
    kind: 'aggregation',
    type: 'vector',
    span,
    operator: operator.type as AggregationOperator,
    expression,
    parameter: takesParameter ? list[0] : undefined,
    grouping: modifier?.grouping ?? [],
    without: modifier?.without ?? false,
  };
}

function aggregationModifierAt(reader: Reader): { grouping: string[]; without: boolean } | undefined {
  const word = reader.take('by') ?? reader.take('without');
  if (word === undefined) return undefined;
  return { without: word.type === 'without', grouping: groupingLabelsAt(reader) };
}

function binaryModifiersAt(reader: Reader): { returnsBool: boolean; matching: VectorMatching } {
  const returnsBool = reader.take('bool') !== undefined;
  const how = reader.take('on') ?? reader.take('ignoring');
  const one = 'one-to-one' as const;
  if (how === undefined)
    return { returnsBool, matching: { cardinality: one, on: false, labels: [], include: [] } };
  const labels = groupingLabelsAt(reader);
  const on = how.type === 'on';
  const group = reader.take('group_left') ?? reader.take('group_right');
  if (group === undefined) return { returnsBool, matching: { cardinality: one, on, labels, include: [] } };
  // Its labels may be left out, but then an expression has to follow.
  const hasLabels = reader.peek().type === '(' || !startsExpression(reader.peek());
  const include = hasLabels ? groupingLabelsAt(reader) : [];
  const cardinality = group.type === 'group_left' ? 'many-to-one' : 'one-to-many';
  return { returnsBool, matching: { cardinality, on, labels, include } };
}
