import { expect, it } from 'vitest';
import { RANGES, stepFor, stepText } from './ranges.ts';

it('takes a step that is round, not finer than what is recorded, and not more points than can be seen', () => {
  expect(RANGES.map(({ ms }) => stepText(stepFor(ms)))).toEqual([
    '15 s',
    '15 s',
    '30 s',
    '2 min',
    '15 min',
    '1 h',
  ]);
  for (const { ms } of RANGES) expect(ms / stepFor(ms)).toBeLessThanOrEqual(720);
  expect(stepFor(1)).toBe(15_000);
});
