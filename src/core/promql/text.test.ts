import { describe, expect, it } from 'vitest';
import { fixed, floatOf, integerOf, plainNumber, quote, shortNumber } from './text.ts';

describe('numbers as Go writes and reads them', () => {
  it.each([
    [1e21, '1000000000000000000000', '1e+21'],
    [1.5e-7, '0.00000015', '1.5e-07'],
    [-0, '-0', '-0'],
    [123.456, '123.456', '123.456'],
    [1.7976931348623157e308, `17976931348623157${'0'.repeat(292)}`, '1.7976931348623157e+308'],
    [5e-324, `0.${'0'.repeat(323)}5`, '5e-324'],
    [Infinity, '+Inf', '+Inf'],
    [Number.NaN, 'NaN', 'NaN'],
  ])('writes %d', (value, plain, short) => {
    expect(plainNumber(value)).toBe(plain);
    expect(shortNumber(value)).toBe(short);
    expect(floatOf(plain)).toBe(value);
  });

  it.each([
    ['0x1p-2', 0.25],
    ['1_000.5', 1000.5],
    ['+Inf', Infinity],
    ['-infinity', -Infinity],
    ['.5', 0.5],
    ['5.', 5],
    ['1e999', undefined],
    ['0x10', undefined],
    ['1__0', undefined],
    ['', undefined],
    ['1e', undefined],
  ])('reads %s', (text, value) => expect(floatOf(text)).toBe(value));

  it.each([
    ['017', 15],
    ['0x_1F', 31],
    ['9223372036854775807', 2 ** 63],
    ['9223372036854775808', undefined],
    ['08', undefined],
  ])('reads the whole number %s', (text, value) => expect(integerOf(text)).toBe(value));

  it('writes so many decimals', () => {
    expect(fixed(-1.5, 3)).toBe('-1.500');
    expect(fixed(1e22, 2)).toBe('10000000000000000000000.00');
  });

  it('quotes', () => {
    expect(quote('a"\'\\\u200b\u00e9')).toBe('"a\\"\'\\\\\\u200bé"');
    expect(quote("it's", "'")).toBe("'it\\'s'");
  });
});
