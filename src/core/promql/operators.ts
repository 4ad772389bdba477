import type { ArithmeticOperator, BinaryOperator, ComparisonOperator } from './expression.ts';
import { pow } from './go-math.ts';
import { atan2 } from './go-trigonometry.ts';

export const ARITHMETIC: Readonly<Record<ArithmeticOperator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '^': pow,
  atan2,
};

export const COMPARISON: Readonly<Record<ComparisonOperator, (left: number, right: number) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '>': (left, right) => left > right,
  '<': (left, right) => left < right,
  '>=': (left, right) => left >= right,
  '<=': (left, right) => left <= right,
};

export const isArithmetic = (operator: BinaryOperator): operator is ArithmeticOperator =>
  Object.hasOwn(ARITHMETIC, operator);

export const isComparison = (operator: BinaryOperator): operator is ComparisonOperator =>
  Object.hasOwn(COMPARISON, operator);
