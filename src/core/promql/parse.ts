import { PromqlError } from './errors.ts';
import type { Expression } from './expression.ts';

export function parseExpression(_text: string): Expression {
  throw new PromqlError('unsupported', 'not here yet');
}
