import { describe, expect, it } from 'vitest';
import { log, log2, log10, max, min, pow } from './go-math.ts';

/** What Prometheus 3.5.3 answers. */
describe("Go's mathematics", () => {
  it.each([
    [50, 1.6989700043360187, 5.643856189774724],
    [3, 0.4771212547196624, 1.5849625007211563],
    [1000, 3, 9.965784284662087],
    [0.37, -0.431798275933005, -1.434402824145775],
    [123456, 5.091512201627771, 16.913637428049103],
    [8, 0.9030899869919435, 3],
  ])('log10 and log2 of %d', (x, decimal, binary) => {
    expect(log10(x)).toBe(decimal);
    expect(log2(x)).toBe(binary);
  });

  it.each([
    [0, -Infinity],
    [-1, Number.NaN],
    [Infinity, Infinity],
    [1, 0],
  ])('the logarithm of %d', (x, value) => expect(log(x)).toBe(value));

  it.each([
    [2, 10, 1024],
    [2, -1074, 5e-324],
    [-2, 3, -8],
    [-8, 1 / 3, Number.NaN],
    [0, -1, Infinity],
    [-0, -3, -Infinity],
    [-0, 3, -0],
    [-Infinity, 3, -Infinity],
    [-Infinity, -2, 0],
    [-1, Infinity, 1],
    [0.5, Infinity, 0],
    [0.5, -Infinity, Infinity],
    [1, Number.NaN, 1],
    [Number.NaN, 0, 1],
    [9, 0.5, 3],
    [10, 400, Infinity],
    [10, -400, 0],
    [-1, 2 ** 64, 1],
    [0.5, 2 ** 64, 0],
  ])('%d to the power of %d', (x, y, value) => expect(pow(x, y)).toBe(value));

  it('lets infinity win over what is no number', () => {
    expect(max(Number.NaN, Infinity)).toBe(Infinity);
    expect(max(Number.NaN, 1)).toBeNaN();
    expect(min(Number.NaN, -Infinity)).toBe(-Infinity);
  });
});
