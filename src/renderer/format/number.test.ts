import { describe, expect, it } from 'vitest';
import { counted, formatBeside, formatBytes, formatChange, formatDuration, formatPercent } from './number.ts';

const written = ({ value, unit }: { value: string; unit: string }) => `${value} ${unit}`;

describe('formatDuration', () => {
  it.each([
    [1.24, '1.2 ms'],
    [9.96, '10 ms'],
    [478.4, '478 ms'],
    [2600, '2,600 ms'],
    [12_340, '12.3 s'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(written(formatDuration(ms))).toBe(text);
  });
});

describe('formatPercent', () => {
  it.each([
    [0.964, '96.4 %'],
    [0.95, '95 %'],
    [1, '100 %'],
    [0, '0 %'],
  ])('writes the ratio %d as %s', (ratio, text) => {
    expect(written(formatPercent(ratio))).toBe(text);
  });

  it('keeps the zeros of whole numbers', () => {
    expect(formatPercent(0.8, 0).value).toBe('80');
  });
});

describe('formatBeside', () => {
  it('takes another digit when a missed target would read as met', () => {
    expect(formatBeside(0.99897, 0.999, 'ratio').value).toBe('99.897');
  });

  it('does not round up to 100 %', () => {
    expect(formatBeside(0.9996, 0.999, 'ratio').value).toBe('99.96');
  });

  it('stays short where nothing can be mistaken', () => {
    expect(formatBeside(0.964, 0.95, 'ratio').value).toBe('96.4');
    expect(formatBeside(1, 1, 'ratio').value).toBe('100');
  });
});

describe('formatChange', () => {
  it.each([
    [0.0031, 'ratio', '+0.31 points'],
    [-0.0031, 'ratio', '−0.31 points'],
    [0.00001, 'ratio', 'no change'],
    [1152, 'ms', '+1,152 ms'],
    [-0.2, 'ms', 'no change'],
  ] as const)('writes a change of %d (%s) as %s', (change, unit, text) => {
    expect(formatChange(change, unit)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1536, '1.5 KiB'],
    [432_013_312, '412 MiB'],
    [5 * 1024 ** 5, '5,120 TiB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

it('counts in words as far as a sentence does', () => {
  expect([0, 1, 10, 11].map(counted)).toEqual(['none', 'one', 'ten', '11']);
});
