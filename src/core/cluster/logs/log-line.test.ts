import { describe, expect, it } from 'vitest';
import { lineText } from './line-text.ts';
import { createLogSplitter } from './log-splitter.ts';

describe('the text of a line', () => {
  it.each([
    ['text of every kind', 'größer ☃ 🚀\ttab', 'größer ☃ 🚀\ttab'],
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['a window title', '\u001b]0;owned\u0007text', 'text'],
    ['a Windows line end', 'text\r', 'text'],
    ['a carriage return within', '10%\r20%', '10%\\r20%'],
    ['control characters', 'a\u0000b\u0008c', 'a\\0b\\x08c'],
    ['text turned around', 'a\u202eb', 'a\\u{202e}b'],
  ])('shows %s', (_name, written, shown) => {
    expect(lineText(Buffer.from(written))).toBe(shown);
  });

  it('escapes bytes that are no text, and only those', () => {
    expect(lineText(Buffer.from([0x6f, 0x6b, 0xff, 0xfe, 0xc3, 0xb6, 0xc3]))).toBe('ok\\xff\\xfeö\\xc3');
  });
});

describe('the splitter', () => {
  const TEXT = 'one\n\nsecond line\nüber\nlast';

  it.each([1, 2, 5, 100])('finds the same lines in chunks of %i bytes', (size) => {
    const bytes = Buffer.from(TEXT);
    const splitter = createLogSplitter(1000);
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      for (const line of splitter.push(bytes.subarray(at, at + size))) lines.push(line.bytes.toString());
    }
    lines.push(splitter.rest()?.bytes.toString() ?? '');
    expect(lines).toEqual(TEXT.split('\n'));
  });

  it('keeps the beginning of a long line and counts the rest', () => {
    const splitter = createLogSplitter(10);
    for (let at = 0; at < 100; at += 1) expect(splitter.push(Buffer.alloc(1000, 'x'))).toEqual([]);
    const [long, next] = splitter.push(Buffer.from('yy\nz\n'));
    expect(long).toEqual({ bytes: Buffer.alloc(10, 'x'), totalBytes: 100_002 });
    expect(next).toEqual({ bytes: Buffer.from('z'), totalBytes: 1 });
    expect(splitter.rest()).toBeNull();
  });
});
