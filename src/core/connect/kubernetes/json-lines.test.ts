import { describe, expect, it } from 'vitest';
import { createLineSplitter } from './json-lines.ts';

const TEXT = ['{"a":1}', '', '{"b":"größer ☃ 🚀"}', `{"c":"${'x'.repeat(5000)}"}`, ''].join('\n');
const LINES = TEXT.split('\n').filter((line) => line !== '');

describe('the line splitter', () => {
  it.each([1, 2, 3, 7, 64, 4096, 100_000])('finds the same lines in chunks of %i bytes', (size) => {
    const bytes = Buffer.from(TEXT);
    const split = createLineSplitter(10_000);
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += size) lines.push(...split(bytes.subarray(at, at + size)));
    expect(lines).toEqual(LINES);
  });

  it('keeps an unfinished line back', () => {
    const split = createLineSplitter(100);
    expect(split(Buffer.from('{"a":'))).toEqual([]);
    expect(split(Buffer.from('1}\n{"b"'))).toEqual(['{"a":1}']);
  });

  it('refuses a line without end', () => {
    const split = createLineSplitter(100);
    split(Buffer.alloc(90, 'x'));
    expect(() => split(Buffer.alloc(90, 'x'))).toThrow(RangeError);
  });
});
