import { describe, expect, it } from 'vitest';
import {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cos,
  cosh,
  sin,
  sinh,
  tan,
  tanh,
} from './go-trigonometry.ts';

const go = { acos, acosh, asin, asinh, atan, atanh, cos, cosh, sin, sinh, tan, tanh };

type Name = keyof typeof go;

/** What Go gives for the same bits. JavaScript's own gives another last digit for each of them. */
const CASES: readonly (readonly [Name, number, number])[] = [
  ['sin', 85.121, -0.29360736957900857],
  ['sin', 82.167, 0.4667311267891556],
  ['cos', 13.086, 0.8680032709876543],
  ['cos', 69.802, 0.7731764932416706],
  ['tan', 58.729, -1.4321963340181745],
  ['tan', 28.343, 0.0687742426875917],
  ['asin', 0.73, 0.8183219506315597],
  ['asin', 0.866, 1.0471467458630674],
  ['acos', 0.677, 0.8271175551627892],
  ['acos', 0.876, 0.5032910474523902],
  ['atan', 52.636, 1.5518002079232336],
  ['atan', 49.409, 1.5505598619517162],
  ['asinh', 94.338, 5.240059348058881],
  ['asinh', 10.956, 3.0891106995096727],
  ['acosh', 3.178, 1.823672819166523],
  ['acosh', 2.811, 1.6934320656793396],
];

describe("Go's trigonometry", () => {
  it.each(CASES)('%s(%d)', (name, x, value) => {
    expect(go[name](x)).toBe(value);
    expect(Math[name](x)).not.toBe(value);
  });

  it.each([
    ['sin', Infinity, Number.NaN],
    ['cos', -Infinity, Number.NaN],
    ['tan', -0, -0],
    ['asin', 1.1, Number.NaN],
    ['acosh', 0.9, Number.NaN],
    ['atanh', -1, -Infinity],
    ['atanh', -0, -0],
    ['asinh', -0, -0],
    ['asinh', -Infinity, -Infinity],
    ['tanh', -1000, -1],
    ['cosh', 711, Infinity],
    ['sinh', -0.25, -0.2526123168081683],
    ['sin', 1e22, -0.8522008497671889],
    ['cos', 1.7e308, 0.803536056087918],
  ] as const)('at the edges: %s(%d)', (name, x, value) => expect(go[name](x)).toBe(value));

  it.each([
    [1, -1, 2.356194490192345],
    [-1, -1, -2.356194490192345],
    [0, -1, Math.PI],
    [-0, -1, -Math.PI],
    [Infinity, -Infinity, 2.356194490192345],
    [5, 0, Math.PI / 2],
    [Number.NaN, 1, Number.NaN],
  ])('atan2(%d, %d)', (y, x, value) => expect(atan2(y, x)).toBe(value));
});
