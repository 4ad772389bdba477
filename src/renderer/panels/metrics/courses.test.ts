import { describe, expect, it } from 'vitest';
import { coursesOf } from './courses.ts';

const item = (job: string, ...values: (number | 'NaN' | '+Inf')[]) => ({
  labels: { __name__: 'x', job },
  points: values.map((value, index): [number, number | 'NaN' | '+Inf'] => [index * 1000, value]),
});

describe('the courses of an answer', () => {
  it('are the series in their order, under what tells them apart', () => {
    const { drawn, common, total } = coursesOf(
      { items: [item('a', 1, 'NaN', 3), item('b', 2, '+Inf')] },
      'x',
    );
    expect(total).toBe(2);
    expect(common).toEqual({ __name__: 'x' });
    expect(drawn.map(({ name, place }) => [name, place])).toEqual([
      ['{job="a"}', 0],
      ['{job="b"}', 1],
    ]);
    expect([...(drawn[0]?.course.times ?? [])]).toEqual([0, 1000, 2000]);
    expect([...(drawn[0]?.course.values ?? [])]).toEqual([1, Number.NaN, 3]);
    expect([...(drawn[1]?.course.values ?? [])]).toEqual([2, Number.NaN]);
  });

  it('are those with the greatest values where there are more than can be told apart', () => {
    const items = Array.from({ length: 40 }, (_, index) => item(`j${index}`, (index * 7) % 40, 0));
    const { drawn, total } = coursesOf({ items }, 'x');
    expect(total).toBe(40);
    expect(drawn).toHaveLength(16);
    expect(Math.min(...drawn.map(({ course }) => Math.max(...course.values)))).toBe(24);
  });

  it('leave out none that is greater than one that is drawn', () => {
    const items = [...Array.from({ length: 30 }, (_, index) => item(`j${index}`, 1)), item('last', 2)];
    expect(coursesOf({ items }, 'x').drawn.map(({ name }) => name)).toContain('{job="last"}');
  });

  it('are no more than that where many are alike or have no value', () => {
    const alike = Array.from({ length: 40 }, (_, index) => item(`j${index}`, 1));
    expect(coursesOf({ items: alike }, 'x').drawn).toHaveLength(16);
    const without = Array.from({ length: 40 }, (_, index) => item(`j${index}`, 'NaN'));
    expect(coursesOf({ items: without }, 'x').drawn).toHaveLength(16);
  });
});
