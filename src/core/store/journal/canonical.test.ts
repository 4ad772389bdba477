import { describe, expect, it } from 'vitest';
import { canonicalize } from './canonical.ts';

/** A number by the hexadecimal digits of its IEEE 754 bits. */
function double(bits: string): number {
  return Buffer.from(bits, 'hex').readDoubleBE();
}

describe('canonical JSON, as RFC 8785 has it', () => {
  it('writes the sample of section 3.2.2', () => {
    const sample = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`);
    expect(canonicalize(sample)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts the sample of section 3.2.3 by UTF-16 code units', () => {
    const sample = JSON.parse(String.raw`{
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }`);
    const names = Object.values(JSON.parse(canonicalize(sample).replace('"1":', '"1x":')));
    expect(names).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the number of bits %s of appendix B as %s', (bits, text) => {
    expect(canonicalize(double(bits))).toBe(text);
  });

  it('orders names that look like numbers as text, and members at every depth', () => {
    expect(canonicalize({ 10: 'a', 9: [{ b: 1, a: '' }], '': null })).toBe(
      '{"":null,"10":"a","9":[{"a":"","b":1}]}',
    );
  });

  it.each([2, 3, 7, 32, 33, 200])('orders %i names as the default order of sort does', (count) => {
    const names = Array.from({ length: count }, (_, number) => `n${(number * 7919) % 1009}é`);
    const value = Object.fromEntries(names.map((name, number) => [name, number]));
    const sorted = [...names].sort().map((name) => `"${name}":${value[name]}`);
    expect(canonicalize(value)).toBe(`{${sorted.join(',')}}`);
    expect(Object.keys(value)).toEqual(names);
  });

  it('does not escape what need not be', () => {
    expect(canonicalize('\u007f\u2028</script>\u{1f600}é')).toBe('"\u007f\u2028</script>\u{1f600}é"');
    expect(canonicalize('\b\t\n\f\r\u0000\u001f"\\')).toBe(String.raw`"\b\t\n\f\r\u0000\u001f\"\\"`);
  });

  const itself: Record<string, unknown> = {};
  itself.again = itself;
  it.each([
    ['"a.b[1]" cannot be written as JSON: NaN', { a: { b: [0, Number.NaN] } }],
    ['The value cannot be written as JSON: -Infinity', Number.NEGATIVE_INFINITY],
    ['"a" cannot be written as JSON: undefined', { a: undefined }],
    ['"[0]" cannot be written as JSON: undefined', new Array(1)],
    ['"a" cannot be written as JSON: half a surrogate pair', { a: '\ud800' }],
    ['"a.\udc00" cannot be written as JSON: half a surrogate pair', { a: { '\udc00': 1 } }],
    ['"at" cannot be written as JSON: an object with a class', { at: new Date(0) }],
    ['"n" cannot be written as JSON: bigint', { n: 1n }],
    ['nested more than 64 deep', itself],
  ])('refuses: %s', (message, value) => {
    expect(() => canonicalize(value)).toThrow(message);
  });

  it('takes names that mean something to JavaScript as names', () => {
    expect(canonicalize(JSON.parse('{"toJSON":1,"__proto__":{"b":1,"a":2}}'))).toBe(
      '{"__proto__":{"a":2,"b":1},"toJSON":1}',
    );
  });
});
