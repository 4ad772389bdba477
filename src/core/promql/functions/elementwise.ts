import { log, log2, log10 } from '../go-math.ts';
import {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atanh,
  cos,
  cosh,
  sin,
  sinh,
  tan,
  tanh,
} from '../go-trigonometry.ts';

/** Functions of one value, each element of a vector by itself. */
export const ELEMENTWISE: ReadonlyMap<string, (value: number) => number> = new Map([
  ['abs', Math.abs],
  ['acos', acos],
  ['acosh', acosh],
  ['asin', asin],
  ['asinh', asinh],
  ['atan', atan],
  ['atanh', atanh],
  ['ceil', Math.ceil],
  ['cos', cos],
  ['cosh', cosh],
  ['deg', (value) => (value * 180) / Math.PI],
  ['exp', Math.exp],
  ['floor', Math.floor],
  ['ln', log],
  ['log10', log10],
  ['log2', log2],
  ['rad', (value) => (value * Math.PI) / 180],
  ['sgn', (value) => (value < 0 ? -1 : value > 0 ? 1 : value)],
  ['sin', sin],
  ['sinh', sinh],
  ['sqrt', Math.sqrt],
  ['tan', tan],
  ['tanh', tanh],
]);

/** Ties are rounded up. Prometheus multiplies with the inverse, which errs less often. */
export function roundTo(nearest: number): (value: number) => number {
  const inverse = 1 / nearest;
  return (value) => Math.floor(value * inverse + 0.5) / inverse;
}
