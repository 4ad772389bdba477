import type { Block } from './block.ts';
import type { Expression } from './expression.ts';

/** Functions that see the moment of evaluation, whatever `@` says to their arguments. */
const SEE_THE_TIME: ReadonlySet<string> = new Set([
  ...['days_in_month', 'day_of_month', 'day_of_week', 'day_of_year', 'hour', 'minute', 'month', 'year'],
  ...['predict_linear', 'time', 'timestamp'],
]);

/** Whether an expression gives the same at every step, because `@` fixes all it looks at. */
export function isStepInvariant(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'string':
      return true;
    case 'selector':
    case 'subquery':
      return expression.at !== undefined;
    case 'range':
      return expression.selector.at !== undefined;
    case 'parenthesis':
    case 'unary':
    case 'aggregation':
      // As in Prometheus, the parameter of an aggregation does not count.
      return isStepInvariant(expression.expression);
    case 'binary':
      return isStepInvariant(expression.left) && isStepInvariant(expression.right);
    case 'call':
      return !SEE_THE_TIME.has(expression.function) && expression.arguments.every(isStepInvariant);
  }
}

/** One step's values at every step. */
export function repeated({ labels, values, present }: Block, steps: number): Block {
  const block = {
    steps,
    labels,
    values: new Float64Array(labels.length * steps),
    present: new Uint8Array(labels.length * steps),
  };
  for (let row = 0; row < labels.length; row += 1) {
    block.values.fill(values[row] as number, row * steps, (row + 1) * steps);
    block.present.fill(present[row] as number, row * steps, (row + 1) * steps);
  }
  return block;
}
