import { describe, expect, it } from 'vitest';
import { type Check, itemOfChecks } from './checks.ts';

const check = (value: number | null, more: Partial<Check> = {}): Check => ({
  ...{ source: 's', expected: 'it is', value, says: `is ${value}`, at: 0 },
  ...more,
});
const item = (checks: Check[], least?: number) =>
  itemOfChecks({ id: 'i', title: 'I', weight: 2, checks, ...(least === undefined ? {} : { least }) });

describe('an item of checks', () => {
  it('is the mean of its checks', () => {
    expect(item([check(1), check(0.5)])).toMatchObject({ value: 0.75, counts: 0.75, says: 'is 0.5' });
  });

  it('is unknown with one that nobody can tell, and without any', () => {
    expect(item([check(1), check(null)])).toMatchObject({ value: null, counts: null, says: 'is null' });
    expect(item([])).toMatchObject({ value: null, counts: null, says: 'nothing was seen of it' });
  });

  it('tells what had no occasion, and does not count it', () => {
    const found = item([check(1), check(null, { moot: true, says: 'no alert fired' })]);
    expect(found).toMatchObject({ value: 1, counts: 1, says: null });
    expect(found.evidence.map(({ count, says }) => [count, says])).toEqual([
      [1, 'is 1'],
      [0, 'no alert fired'],
    ]);
    expect(item([check(1, { moot: true })]).counts).toBeNull();
  });

  it.each([
    [[1, 1, 0.9], 1],
    [[1, 0.7, 0.9], 0],
    [[1, null], null],
    [[0, null], 0],
    [[1, 1, 1, 1, 1, 1, 1, 1, 1, null], 1],
  ])('counts %j whole or not at all where a least value is asked for', (values, counts) => {
    expect(
      item(
        values.map((value) => check(value)),
        0.9,
      ).counts,
    ).toBe(counts);
  });
});
