import { describe, expect, it } from 'vitest';
import { durationOf, durationText } from './duration.ts';

describe('durations', () => {
  it.each([
    ['0', 0, '0s'],
    ['1h30m', 5_400_000, '1h30m'],
    ['90m', 5_400_000, '1h30m'],
    ['1y2w3d4h5m6s7ms', 33_019_506_007, '382d4h5m6s7ms'],
    ['2w', 1_209_600_000, '2w'],
    ['730d', 63_072_000_000, '2y'],
    ['100ms', 100, '100ms'],
  ])('reads %s', (text, milliseconds, written) => {
    expect(durationOf(text)).toBe(milliseconds);
    expect(durationText(milliseconds)).toBe(written);
  });

  it.each([
    ['', 'empty duration string'],
    ['1', 'not a valid duration string: "1"'],
    ['1m1h', 'not a valid duration string: "1m1h"'],
    ['-1s', 'not a valid duration string: "-1s"'],
    ['1hs', 'unknown unit "hs" in duration "1hs"'],
    ['293y', 'duration out of range'],
  ])('refuses %s', (text, sentence) => expect(() => durationOf(text)).toThrow(sentence));
});
