import { describe, expect, it } from 'vitest';
import type { Item } from './assessment.ts';
import { partOf, scoreOf, verdictOf } from './judge.ts';
import { PARTS } from './parts.ts';

const [hash] = PARTS;
if (!hash) throw new Error('There is no part');
const ALL = { target: 1, good: 'at-least' } as const;
const MOST = { target: 0.95, good: 'above' } as const;

function items(...values: (number | null)[]): Item[] {
  return values.map((value, index) => ({
    ...{
      id: `c${index}`,
      title: `C${index}`,
      weight: 1,
      value,
      counts: value,
      says: value === 1 ? null : 'is not',
    },
    evidence: [],
  }));
}

describe('a part', () => {
  it('is met when everything is known and good', () => {
    expect(partOf(hash, ALL, items(1, 1, 1))).toMatchObject({
      ...{ numerator: 3, denominator: 3, value: 1, atMost: 1, state: 'met' },
    });
  });

  it('is missed when even everything unknown being good would not help', () => {
    expect(partOf(hash, ALL, items(1, 0, null))).toMatchObject({
      value: 1 / 3,
      atMost: 2 / 3,
      state: 'missed',
    });
  });

  it('is unknown when what is unknown decides', () => {
    expect(partOf(hash, ALL, items(1, null))).toMatchObject({ value: 0.5, atMost: 1, state: 'unknown' });
  });

  it('is met in spite of what is unknown where that cannot spoil it', () => {
    const many = Array.from({ length: 99 }, () => 1);
    expect(partOf(hash, MOST, items(...many, null))).toMatchObject({ value: 0.99, state: 'met' });
  });

  it('has to exceed a target that is a limit', () => {
    expect(partOf(hash, MOST, items(0.95)).state).toBe('missed');
    expect(partOf(hash, { ...MOST, good: 'at-least' }, items(0.95)).state).toBe('met');
  });

  it('is unknown without items, and without a single known one', () => {
    expect(partOf(hash, ALL, [])).toMatchObject({
      value: null,
      state: 'unknown',
      says: 'nothing was seen of it',
    });
    expect(partOf(hash, ALL, items(null), 'the cluster does not answer')).toMatchObject({
      ...{ value: null, state: 'unknown', says: 'the cluster does not answer' },
    });
  });

  it.each([1, 0.5, 0])('never rises when an item of value %d is not seen any more', (value) => {
    const before = partOf(hash, MOST, items(1, value, 0.9));
    const after = partOf(hash, MOST, items(1, null, 0.9));
    expect(after.value).toBeLessThanOrEqual(before.value ?? 0);
  });
});

describe('the verdict', () => {
  const met = partOf(hash, ALL, items(1));
  const missed = partOf(hash, ALL, items(0));
  const unknown = partOf(hash, ALL, items(null));

  it('is compliant only when every part is met', () => {
    expect(verdictOf([met, met])).toBe('compliant');
    expect(verdictOf([met, unknown])).toBe('inconclusive');
    expect(verdictOf([met, unknown, missed])).toBe('violated');
  });

  it('comes with a score that what is unknown does not raise', () => {
    expect(scoreOf([met, unknown], 0.95)).toEqual({ value: 0.25, atMost: 0.5, target: 0.95 });
    expect(scoreOf([unknown], 0.95).value).toBeNull();
  });
});
