import { describe, expect, it } from 'vitest';
import { readValue, scaleAround, shortValue } from './value-scale.ts';

describe('the scale around values', () => {
  it.each([
    [
      { least: 3, most: 97 },
      { min: 0, max: 100, interval: 25 },
    ],
    [
      { least: 0.91, most: 0.99 },
      { min: 0.9, max: 1, interval: 0.02 },
    ],
    [
      { least: 1, most: 1 },
      { min: 0.75, max: 1.25, interval: 0.25 },
    ],
    [
      { least: 0, most: 0 },
      { min: -0.25, max: 0.25, interval: 0.25 },
    ],
    [
      { least: -5, most: 5 },
      { min: -5, max: 5, interval: 2.5 },
    ],
    [
      { least: -90, most: -10 },
      { min: -100, max: 0, interval: 25 },
    ],
    [null, { min: 0, max: 1, interval: 0.25 }],
  ])('of %o', (extent, expected) => {
    const { min, max, interval } = scaleAround(extent);
    expect(min).toBeCloseTo(expected.min, 9);
    expect(interval).toBeCloseTo(expected.interval, 9);
    if (extent && extent.least !== extent.most) {
      expect(min).toBeLessThanOrEqual(extent.least);
      expect(max).toBeGreaterThanOrEqual(extent.most);
    }
    expect(max).toBeGreaterThan(min);
  });
});

it.each([
  [0, '0'],
  [0.025, '0.025'],
  [250, '250'],
  [1_250_000, '1.25 M'],
  [-3000, '-3 k'],
  [3e-7, '3e-7'],
  [5e20, '5e+20'],
])('%d is short as %s', (value, text) => expect(shortValue(value)).toBe(text));

it.each([
  [1_234_567.89, '1,234,570'],
  [0.025_123_456, '0.0251235'],
  [0, '0'],
  [1.5e-9, '1.5e-9'],
])('%d is read as %s', (value, text) => expect(readValue(value)).toBe(text));
