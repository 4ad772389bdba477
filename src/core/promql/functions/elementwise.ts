import { log, log2, log10 } from '../go-math.ts';

/** Functions of one value, each element of a vector by itself. */
export const ELEMENTWISE: ReadonlyMap<string, (value: number) => number> = new Map([
  ['abs', Math.abs],
  ['acos', Math.acos],
  ['acosh', Math.acosh],
  ['asin', Math.asin],
  ['asinh', Math.asinh],
  ['atan', Math.atan],
  ['atanh', Math.atanh],
  ['ceil', Math.ceil],
  ['cos', Math.cos],
  ['cosh', Math.cosh],
  ['deg', (value) => (value * 180) / Math.PI],
  ['exp', Math.exp],
  ['floor', Math.floor],
  ['ln', log],
  ['log10', log10],
  ['log2', log2],
  ['rad', (value) => (value * Math.PI) / 180],
  ['sgn', (value) => (value < 0 ? -1 : value > 0 ? 1 : value)],
  ['sin', Math.sin],
  ['sinh', Math.sinh],
  ['sqrt', Math.sqrt],
  ['tan', Math.tan],
  ['tanh', Math.tanh],
]);

/** Ties are rounded up. Prometheus multiplies with the inverse, which errs less often. */
export function roundTo(nearest: number): (value: number) => number {
  const inverse = 1 / nearest;
  return (value) => Math.floor(value * inverse + 0.5) / inverse;
}
