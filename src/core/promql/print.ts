import { durationText } from './duration.ts';
import type { AtTime, Expression, Subquery, VectorSelector } from './expression.ts';
import { METRIC_NAME } from './labels.ts';
import { matcherText } from './matcher.ts';
import { compareText, fixed, isPlainMetric, plainNumber, quote } from './text.ts';

/** An expression as Prometheus prints it: one line, its own spaces, matchers sorted. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return expression.isDuration ? durationLiteral(expression.value) : plainNumber(expression.value);
    case 'string':
      return quote(expression.value);
    case 'selector':
      return selectorText(expression) + timeText(expression);
    case 'range': {
      const { selector } = expression;
      return `${selectorText(selector)}[${durationText(expression.rangeMs)}]${timeText(selector)}`;
    }
    case 'subquery': {
      const step = expression.stepMs === undefined ? '' : durationText(expression.stepMs);
      const brackets = `[${durationText(expression.rangeMs)}:${step}]`;
      return `${printExpression(expression.expression)}${brackets}${timeText(expression)}`;
    }
    case 'call':
      return `${expression.function}(${expression.arguments.map(printExpression).join(', ')})`;
    case 'aggregation': {
      const { operator, parameter, grouping, without } = expression;
      const labels = grouping.map((label) => (isPlainMetric(label) ? label : quote(label))).join(', ');
      const by = grouping.length > 0 ? ` by (${labels}) ` : '';
      const first = parameter === undefined ? '' : `${printExpression(parameter)}, `;
      return `${operator}${without ? ` without (${labels}) ` : by}(${first}${printExpression(expression.expression)})`;
    }
    case 'binary': {
      const bool = expression.returnsBool ? ' bool' : '';
      const middle = `${expression.operator}${bool}${matchingText(expression.matching)}`;
      return `${printExpression(expression.left)} ${middle} ${printExpression(expression.right)}`;
    }
    case 'unary':
      return `${expression.operator}${printExpression(expression.expression)}`;
    case 'parenthesis':
      return `(${printExpression(expression.expression)})`;
  }
}

function durationLiteral(seconds: number): string {
  const text = durationText(Math.abs(seconds) * 1000);
  return seconds < 0 ? `-${text}` : text;
}

function selectorText({ name, matchers }: VectorSelector): string {
  const shown = matchers.filter(
    (matcher) =>
      !(matcher.name === METRIC_NAME && matcher.operator === '=' && matcher.value === name && name !== ''),
  );
  if (shown.length === 0) return name;
  return `${name}{${shown.map(matcherText).sort(compareText).join(',')}}`;
}

function timeText({ at, offsetMs }: VectorSelector | Subquery): string {
  const sign = offsetMs < 0 ? '-' : '';
  const offset = offsetMs === 0 ? '' : ` offset ${sign}${durationText(Math.abs(offsetMs))}`;
  return atText(at) + offset;
}

function atText(at: AtTime | undefined): string {
  if (at === undefined) return '';
  return typeof at === 'number' ? ` @ ${fixed(at / 1000, 3)}` : ` @ ${at}()`;
}

function matchingText(matching: (Expression & { kind: 'binary' })['matching']): string {
  if (matching === undefined || (matching.labels.length === 0 && !matching.on)) return '';
  const labels = ` ${matching.on ? 'on' : 'ignoring'} (${matching.labels.join(', ')})`;
  if (matching.cardinality === 'many-to-one') return `${labels} group_left (${matching.include.join(', ')})`;
  if (matching.cardinality === 'one-to-many') return `${labels} group_right (${matching.include.join(', ')})`;
  return labels;
}
