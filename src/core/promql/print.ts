import { PromqlError } from './errors.ts';
import type { Expression } from './expression.ts';

export function printExpression(_expression: Expression): string {
  throw new PromqlError('unsupported', 'not here yet');
}
