import { expect, it } from 'vitest';
import { MOST_KEPT, readHistory, remembered } from './query-history.ts';

it('keeps the last twenty, each once, the newest first', () => {
  expect(remembered(['a', 'b'], 'b')).toEqual(['b', 'a']);
  const many = Array.from({ length: 30 }, (_, index) => `q${index}`).reduce<string[]>(remembered, []);
  expect(many).toHaveLength(MOST_KEPT);
  expect(many[0]).toBe('q29');
});

it('takes nothing from a storage that somebody else wrote to', () => {
  const holding = (text: string | null) => readHistory({ getItem: () => text });
  expect(holding('["up", 3]')).toEqual(['up']);
  expect(holding('{"a": 1}')).toEqual([]);
  expect(holding('[')).toEqual([]);
  expect(holding(null)).toEqual([]);
});
