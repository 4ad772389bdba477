import { describe, expect, it } from 'vitest';
import { type Branch, splitsOf } from './splits.ts';

const branch = (name: string, weight: number, pointer: string): Branch => ({
  ...{ name, weight, pointer, isTarget: name === 'mlops' },
});
const of = (...routes: [string, number][][]) => ({
  words: 'HTTPRoute acgs/models',
  target: 'mlops',
  routes: routes.map((route, index) =>
    route.map(([name, weight], place) => branch(name, weight, `/${index}/${place}`)),
  ),
});

describe('the share of two weights', () => {
  it.each([
    ['hundredths', 10, 90, 10, true],
    ['any numbers', 1, 3, 25, false],
    ['nothing for the target', 0, 100, 0, true],
    ['nothing for the rest', 1, 0, 100, false],
  ])('is told by %s', (_, target, rest, percentage, isPlain) => {
    expect(
      splitsOf(
        of([
          ['legacy', rest],
          ['mlops', target],
        ]),
      ),
    ).toMatchObject({ percentage, isPlain, note: null });
  });

  it('is not told where neither has a weight', () => {
    const split = splitsOf(
      of([
        ['mlops', 0],
        ['legacy', 0],
      ]),
    );
    expect(split).toMatchObject({
      percentage: null,
      note: 'HTTPRoute acgs/models gives neither of both any weight',
    });
  });

  it('is not told where routes differ, and is put right in all of them at once', () => {
    const split = splitsOf(
      of(
        [
          ['mlops', 10],
          ['legacy', 90],
        ],
        [['other', 1]],
        [
          ['legacy', 2],
          ['mlops', 1],
        ],
      ),
    );
    expect(split.percentage).toBeNull();
    expect(split.note).toBe('the routes of HTTPRoute acgs/models give different shares: 10 %, 33.33 %');
    expect(split.patch(40)).toEqual([
      { op: 'add', path: '/0/0/weight', value: 40 },
      { op: 'add', path: '/0/1/weight', value: 60 },
      { op: 'add', path: '/2/1/weight', value: 40 },
      { op: 'add', path: '/2/0/weight', value: 60 },
    ]);
  });

  it('sums to 100 in each route, whatever the share', () => {
    const split = splitsOf(
      of([
        ['mlops', 7],
        ['legacy', 3],
      ]),
    );
    for (let percentage = 0; percentage <= 100; percentage += 1) {
      const weights = split.patch(percentage).map(({ value }) => Number(value));
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(100);
    }
  });

  it('tells of a route that goes to the target whatever the weights', () => {
    const split = splitsOf(
      of(
        [['mlops', 1]],
        [
          ['mlops', 10],
          ['legacy', 90],
        ],
      ),
    );
    expect(split.notes).toEqual([
      'All of route 1 of HTTPRoute acgs/models goes to mlops, whatever the share',
    ]);
    expect(split.percentage).toBe(10);
  });

  it('needs a route that splits', () => {
    expect(() => splitsOf(of([['legacy', 1]]))).toThrow(
      'HTTPRoute acgs/models has no route that splits between mlops and another',
    );
  });

  it.each([
    ['three', ['mlops', 'legacy', 'shadow']],
    ['two that both are the target', ['mlops', 'mlops']],
  ])('is not guessed among %s', (_, names) => {
    const route = names.map((name): [string, number] => [name, 1]);
    expect(() => splitsOf(of(route))).toThrow(/^route 1 of HTTPRoute acgs\/models splits between mlops, /);
  });
});
