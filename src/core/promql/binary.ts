import type { Stepwise } from '../kernel/slices.ts';
import { type Block, mapped, withoutEmptyRows } from './block.ts';
import type { BinaryExpression } from './expression.ts';
import { matchVectors } from './match-vectors.ts';
import { ARITHMETIC, COMPARISON, isArithmetic, isComparison } from './operators.ts';
import { combineSets } from './set-operators.ts';

/** Scalars of every step. */
type Scalars = Float64Array<ArrayBuffer>;

export function scalarWithScalar({ operator }: BinaryExpression, left: Scalars, right: Scalars): Scalars {
  if (isArithmetic(operator)) {
    const calculate = ARITHMETIC[operator];
    return left.map((value, step) => calculate(value, right[step] as number));
  }
  if (!isComparison(operator)) throw new Error(`${operator} between scalars passed the type check`);
  const compare = COMPARISON[operator];
  return left.map((value, step) => (compare(value, right[step] as number) ? 1 : 0));
}

/** `vectorIsLeft` says on which side the vector stood. */
export function* vectorWithScalar(
  { operator, returnsBool }: BinaryExpression,
  vector: Block,
  scalars: Scalars,
  vectorIsLeft: boolean,
): Stepwise<Block> {
  if (isArithmetic(operator)) {
    const calculate = ARITHMETIC[operator];
    return yield* mapped(vector, (value, step) => {
      const scalar = scalars[step] as number;
      return vectorIsLeft ? calculate(value, scalar) : calculate(scalar, value);
    });
  }
  if (!isComparison(operator)) throw new Error(`${operator} with a scalar passed the type check`);
  const compare = COMPARISON[operator];
  const holds = (value: number, scalar: number) =>
    vectorIsLeft ? compare(value, scalar) : compare(scalar, value);
  if (returnsBool)
    return yield* mapped(vector, (value, step) => (holds(value, scalars[step] as number) ? 1 : 0));
  // Without bool a comparison is a filter: the vector's own value stays, whichever side it stood on.
  const { steps, values } = vector;
  const present = vector.present.map((isThere, at) =>
    isThere === 1 && holds(values[at] as number, scalars[at % steps] as number) ? 1 : 0,
  );
  return withoutEmptyRows({ ...vector, present });
}

export function* vectorWithVector(node: BinaryExpression, left: Block, right: Block): Stepwise<Block> {
  const { operator, matching } = node;
  if (matching === undefined) throw new Error('a vector operation without matching passed the type check');
  if (operator === 'and' || operator === 'or' || operator === 'unless') {
    return yield* combineSets(operator, matching, left, right);
  }
  return yield* matchVectors(operator, node.returnsBool, matching, left, right);
}
