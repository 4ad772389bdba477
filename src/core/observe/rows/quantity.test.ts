import { expect, it } from 'vitest';
import { parseQuantity } from './quantity.ts';

// Examples of https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ first.
it.each([
  ['0.1', 0.1],
  ['100m', 0.1],
  ['250m', 0.25],
  ['500m', 0.5],
  ['1', 1],
  ['128974848', 128_974_848],
  ['129e6', 129_000_000],
  ['129M', 129_000_000],
  ['128974848000m', 128_974_848],
  ['123Mi', 128_974_848],
  ['400m', 0.4],
  ['1500000n', 0.0015],
  ['12u', 0.000012],
  ['16Ki', 16_384],
  ['64Mi', 67_108_864],
  ['1.5Gi', 1_610_612_736],
  ['2Ti', 2 ** 41],
  ['1Pi', 2 ** 50],
  ['1Ei', 2 ** 60],
  ['12k', 12_000],
  ['3G', 3e9],
  ['3T', 3e12],
  ['3P', 3e15],
  ['2E', 2e18],
  ['12E6', 12e6],
  ['1e-3', 0.001],
  ['-1', -1],
  ['.5', 0.5],
  ['5.', 5],
  ['0', 0],
  [4, 4],
])('%s is %d', (text, value) => {
  expect(parseQuantity(text)).toBeCloseTo(value, 12);
});

it.each(['', 'Mi', '1 Gi', '1KiB', '1K', 'ten', '1e', '--1', null, undefined, {}, Number.NaN])(
  '%j is no quantity',
  (text) => {
    expect(parseQuantity(text)).toBeNull();
  },
);
