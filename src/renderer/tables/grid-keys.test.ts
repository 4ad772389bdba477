import { describe, expect, it } from 'vitest';
import { movedBy } from './grid-keys.ts';

const place = (active: number) => ({ active, rowCount: 100, pageRows: 20 });

describe('movedBy', () => {
  it.each([
    ['ArrowDown', 5, 6],
    ['ArrowUp', 5, 4],
    ['PageDown', 5, 24],
    ['PageUp', 50, 31],
    ['Home', 50, 0],
    ['End', 5, 99],
  ])('%s goes from row %i to row %i', (key, from, to) => {
    expect(movedBy(key, place(from))).toBe(to);
  });

  it.each([
    ['ArrowDown', 99, 99],
    ['ArrowUp', 0, 0],
    ['PageDown', 95, 99],
    ['PageUp', 3, 0],
    ['ArrowDown', -1, 0],
  ])('%s stops at the ends: from row %i at row %i', (key, from, to) => {
    expect(movedBy(key, place(from))).toBe(to);
  });

  it('leaves other keys to others', () => {
    expect(movedBy('Tab', place(5))).toBeNull();
    expect(movedBy('a', place(5))).toBeNull();
  });
});
