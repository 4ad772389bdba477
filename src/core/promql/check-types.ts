import { PromqlError, type Span } from './errors.ts';
import {
  type Aggregation,
  type BinaryExpression,
  type Call,
  type Expression,
  isComparison,
  type ValueType,
  type VectorSelector,
  withoutParentheses,
} from './expression.ts';
import { METRIC_NAME } from './labels.ts';
import { type CompiledRegex, compileRegex } from './regex.ts';
import { SIGNATURES } from './signatures.ts';
import { quote } from './text.ts';

/** How the documentation calls the types. */
const DOCUMENTED: Readonly<Record<ValueType, string>> = {
  vector: 'instant vector',
  matrix: 'range vector',
  scalar: 'scalar',
  string: 'string',
};

export const documentedType = (type: ValueType) => DOCUMENTED[type];

const SET_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

/** Looks at every part in Prometheus' order, so that the first complaint is Prometheus' first one too. */
export function checkTypes(expression: Expression, text: string): Expression {
  const fail = (sentence: string, span: Span): never => {
    throw new PromqlError('parse', sentence, { text, span });
  };

  function expectType(node: Expression, wanted: ValueType, context: string): Expression {
    const checked = check(node);
    if (node.type !== wanted) {
      fail(`expected type ${DOCUMENTED[wanted]} in ${context}, got ${DOCUMENTED[node.type]}`, node.span);
    }
    return checked;
  }

  function check(node: Expression): Expression {
    switch (node.kind) {
      case 'aggregation':
        return checkAggregation(node);
      case 'binary':
        return checkBinary(node);
      case 'call':
        return checkCall(node);
      case 'parenthesis':
        return { ...node, expression: check(node.expression) };
      case 'unary': {
        const checked = check(node.expression);
        const { type } = node.expression;
        if (type !== 'scalar' && type !== 'vector') {
          const allowed = 'unary expression only allowed on expressions of type scalar or instant vector';
          fail(`${allowed}, got "${DOCUMENTED[type]}"`, node.span);
        }
        return { ...node, expression: checked };
      }
      case 'subquery': {
        const checked = check(node.expression);
        if (node.expression.type !== 'vector') {
          fail(`subquery is only allowed on instant vector, got ${node.expression.type} instead`, node.span);
        }
        return { ...node, expression: checked };
      }
      case 'range':
        checkSelector(node.selector);
        return node;
      case 'selector':
        checkSelector(node);
        return node;
      default:
        return node;
    }
  }

  function checkAggregation(node: Aggregation): Aggregation {
    const expression = expectType(node.expression, 'vector', 'aggregation expression');
    if (node.parameter === undefined) return { ...node, expression };
    const wanted = node.operator === 'count_values' ? 'string' : 'scalar';
    return { ...node, expression, parameter: expectType(node.parameter, wanted, 'aggregation parameter') };
  }

  function checkCall(node: Call): Call {
    const signature = SIGNATURES.get(node.function);
    if (signature === undefined) return fail(`unknown function with name "${node.function}"`, node.span);
    const wanted = signature.arguments.length;
    const given = node.arguments.length;
    const call = `argument(s) in call to "${node.function}", got ${given}`;
    if (signature.variadic === 0) {
      if (given !== wanted) fail(`expected ${wanted} ${call}`, node.span);
    } else {
      const least = wanted - 1;
      const most = least + signature.variadic;
      if (given < least) fail(`expected at least ${least} ${call}`, node.span);
      if (signature.variadic > 0 && given > most) fail(`expected at most ${most} ${call}`, node.span);
    }
    const checked = node.arguments.map((argument, at) => {
      const type = signature.arguments[Math.min(at, wanted - 1)] ?? 'vector';
      return expectType(argument, type, `call to function "${node.function}"`);
    });
    if (node.function !== 'label_replace') return { ...node, arguments: checked };
    return { ...node, arguments: checked, regex: regexOf(checked[4], text) };
  }

  function checkBinary(node: BinaryExpression): BinaryExpression {
    const left = check(node.left);
    const right = check(node.right);
    const { operator, matching } = node;
    const operatorSpan = () => {
      let start = node.left.span.end;
      while (/\s/.test(text[start] ?? '')) start += 1;
      return { start, end: node.right.span.start };
    };
    const compares = isComparison(operator);
    const isSet = SET_OPERATORS.has(operator);
    const scalars = [node.left, node.right].filter(({ type }) => type === 'scalar').length;
    if (node.returnsBool && !compares) {
      fail('bool modifier can only be used on comparison operators', operatorSpan());
    }
    if (compares && !node.returnsBool && scalars === 2) {
      fail('comparisons between scalars must use BOOL modifier', operatorSpan());
    }
    const twice = matching?.on
      ? matching.labels.find((label) => matching.include.includes(label))
      : undefined;
    if (twice !== undefined) {
      fail(`label ${quote(twice)} must not occur in ON and GROUP clause at once`, operatorSpan());
    }
    for (const side of [node.left, node.right]) {
      if (side.type !== 'scalar' && side.type !== 'vector') {
        fail('binary expression must contain only scalar and instant vector types', side.span);
      }
    }
    if (scalars > 0) {
      if (matching !== undefined && matching.labels.length > 0) {
        fail('vector matching only allowed between instant vectors', node.span);
      }
      if (isSet) fail(`set operator "${operator}" not allowed in binary scalar expression`, node.span);
      return { ...node, left, right, matching: undefined };
    }
    if (!isSet || matching === undefined) return { ...node, left, right };
    if (matching.cardinality !== 'one-to-one') {
      fail(`no grouping allowed for "${operator}" operation`, node.span);
    }
    return { ...node, left, right, matching: { ...matching, cardinality: 'many-to-many' } };
  }

  function checkSelector(node: VectorSelector): void {
    if (node.name !== '') {
      const again = node.matchers.slice(0, -1).find(({ name }) => name === METRIC_NAME);
      if (again !== undefined) {
        const names = `${quote(node.name)} or ${quote(again.value)}`;
        fail(`metric name must not be set twice: ${names}`, node.span);
      }
      return;
    }
    // One matcher has to refuse the empty text, or everything there is would be selected by a slip.
    if (node.matchers.every((matcher) => matcher.matches(''))) {
      fail('vector selector must contain at least one non-empty matcher', node.span);
    }
  }

  return check(expression);
}

function regexOf(pattern: Expression | undefined, text: string): CompiledRegex | undefined {
  const literal = pattern === undefined ? undefined : withoutParentheses(pattern);
  if (literal?.kind !== 'string') return undefined;
  try {
    return compileRegex(literal.value);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (error instanceof PromqlError)
      throw new PromqlError(error.fault, error.sentence, { text, span: literal.span });
    throw error;
  }
}
