import { describe, expect, it } from 'vitest';
import { type Course, extentOf, nearest, reduceToColumns } from './columns.ts';

const STEP_MS = 1000;

/** Repeatable, and never the same twice. */
function noise(index: number): number {
  const wave = Math.sin(index * 12.9898) * 43_758.5453;
  return wave - Math.floor(wave);
}

function courseOf(length: number, value: (index: number) => number): Course {
  return {
    times: Float64Array.from({ length }, (_, index) => index * STEP_MS),
    values: Float64Array.from({ length }, (_, index) => value(index)),
  };
}

const pairs = (points: Float64Array) =>
  Array.from(
    { length: points.length / 2 },
    (_, at) => [points[2 * at] ?? 0, points[2 * at + 1] ?? 0] as const,
  );

const LENGTH = 100_000;
const whole = { from: 0, to: LENGTH * STEP_MS, columnMs: 100_000, gapMs: 1500 };

describe('a course reduced to columns of pixels', () => {
  it('keeps the least and the greatest value of every column at their own times, and the ends of the line', () => {
    const course = courseOf(LENGTH, noise);
    const kept = pairs(reduceToColumns(course, whole));
    expect(kept.length).toBeLessThanOrEqual(2 * 1000 + 4);
    for (let column = 0; column < 1000; column += 1) {
      const all = Array.from({ length: 100 }, (_, index) => noise(column * 100 + index));
      const here = kept.filter(([at]) => Math.floor(at / 100_000) === column);
      const values = here.map(([, value]) => value);
      expect(Math.min(...values)).toBe(Math.min(...all));
      expect(Math.max(...values)).toBe(Math.max(...all));
      for (const [at, value] of here) expect(value).toBe(noise(at / STEP_MS));
    }
    expect(kept[0]).toEqual([0, noise(0)]);
    expect(kept.at(-1)).toEqual([(LENGTH - 1) * STEP_MS, noise(LENGTH - 1)]);
  });

  it('loses no spike, however narrow it is and wherever it stands', () => {
    for (const place of [0, 1, 99, 100, 54_321, LENGTH - 1]) {
      for (const spike of [1e9, -1e9]) {
        const course = courseOf(LENGTH, (index) => (index === place ? spike : 1));
        const kept = pairs(reduceToColumns(course, whole));
        expect(kept.filter(([, value]) => value === spike)).toEqual([[place * STEP_MS, spike]]);
      }
    }
  });

  it('keeps the order of time', () => {
    const course = courseOf(LENGTH, (index) => (index % 700 < 30 ? Number.NaN : noise(index)));
    for (const columnMs of [100_000, 20_000, 1000, 100]) {
      const times = pairs(reduceToColumns(course, { ...whole, columnMs })).map(([at]) => at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  it('breaks where something is missing and where a value is no number', () => {
    const full = courseOf(LENGTH, noise);
    const isThere = (index: number) => index < 40_000 || index >= 60_000;
    const course = {
      times: full.times.filter((_, index) => isThere(index)),
      values: full.values.filter((_, index) => isThere(index)),
    };
    const kept = pairs(reduceToColumns(course, whole));
    expect(kept.filter(([, value]) => Number.isNaN(value))).toHaveLength(1);
    const broken = kept.findIndex(([, value]) => Number.isNaN(value));
    expect(kept[broken - 1]?.[0]).toBe(39_999 * STEP_MS);
    expect(kept[broken + 1]?.[0]).toBe(60_000 * STEP_MS);

    const holes = courseOf(LENGTH, (index) =>
      index >= 40_000 && index < 60_000 ? Number.NaN : noise(index),
    );
    expect(pairs(reduceToColumns(holes, whole))).toEqual(kept);
    const infinite = courseOf(LENGTH, (index) =>
      index >= 40_000 && index < 60_000 ? Number.POSITIVE_INFINITY : noise(index),
    );
    expect(pairs(reduceToColumns(infinite, whole))).toEqual(kept);
  });

  it('breaks once in a column with many gaps, and loses no extreme there', () => {
    const course = courseOf(LENGTH, (index) => (index % 2 === 0 ? noise(index) : Number.NaN));
    const kept = pairs(reduceToColumns(course, whole));
    const here = kept.filter(([at]) => Math.floor(at / 100_000) === 500);
    expect(here.filter(([, value]) => Number.isNaN(value)).length).toBeLessThanOrEqual(2);
    const all = Array.from({ length: 50 }, (_, index) => noise(50_000 + 2 * index));
    const values = here.map(([, value]) => value).filter((value) => !Number.isNaN(value));
    expect(Math.max(...values)).toBe(Math.max(...all));
    expect(Math.min(...values)).toBe(Math.min(...all));
  });

  it('draws a value between two gaps wide enough to be seen', () => {
    const course = courseOf(100, (index) => (index === 50 ? 7 : Number.NaN));
    const range = { from: 0, to: 100_000, columnMs: 100, gapMs: 1500 };
    expect(pairs(reduceToColumns(course, range))).toEqual([
      [50_000, 7],
      [50_300, 7],
    ]);
    const three = courseOf(100, (index) => (index % 40 === 10 ? index : Number.NaN));
    expect(pairs(reduceToColumns(three, { ...range, columnMs: 20_000 }))).toEqual([
      [10_000, 10],
      [30_000, 10],
      [30_000, Number.NaN],
      [50_000, 50],
      [70_000, 50],
      [70_000, Number.NaN],
      [90_000, 90],
      [150_000, 90],
    ]);
  });

  it('shows every value where there is room for all', () => {
    const course = courseOf(50, noise);
    const kept = pairs(reduceToColumns(course, { from: 0, to: 50_000, columnMs: 50, gapMs: 1500 }));
    expect(kept).toEqual(Array.from({ length: 50 }, (_, index) => [index * STEP_MS, noise(index)]));
  });

  it('goes on over the edges of what is shown', () => {
    const course = courseOf(100, noise);
    const kept = pairs(reduceToColumns(course, { from: 20_500, to: 30_500, columnMs: 10, gapMs: 1500 }));
    expect(kept[0]?.[0]).toBe(20_000);
    expect(kept.at(-1)?.[0]).toBe(31_000);
  });

  it('shows the same points of what two ranges share', () => {
    const course = courseOf(LENGTH, noise);
    const one = pairs(reduceToColumns(course, { ...whole, from: 1_000_000, to: 5_000_000, columnMs: 4000 }));
    const other = pairs(
      reduceToColumns(course, { ...whole, from: 1_333_000, to: 5_333_000, columnMs: 4000 }),
    );
    const within = (points: typeof one) => points.filter(([at]) => at >= 1_340_000 && at < 4_990_000);
    expect(within(other)).toEqual(within(one));
  });

  it('of nothing is nothing', () => {
    expect(reduceToColumns(courseOf(0, noise), whole)).toHaveLength(0);
    expect(
      reduceToColumns(
        courseOf(10, () => Number.NaN),
        whole,
      ),
    ).toHaveLength(0);
  });
});

describe('the value nearest to a moment', () => {
  const course = courseOf(10, noise);

  it('is the nearer of two', () => {
    expect(nearest(course, 3400, 1000)).toBe(3);
    expect(nearest(course, 3600, 1000)).toBe(4);
  });

  it('is none where none is near enough', () => {
    expect(nearest(course, 20_000, 1000)).toBe(-1);
    expect(nearest(course, -300, 500)).toBe(0);
    expect(nearest(courseOf(0, noise), 0, 1e9)).toBe(-1);
  });
});

describe('extentOf', () => {
  it('is of what is finite in all courses', () => {
    expect(extentOf([courseOf(3, (index) => index), courseOf(2, () => Number.NaN)])).toEqual({
      least: 0,
      most: 2,
    });
    expect(extentOf([courseOf(2, () => Number.POSITIVE_INFINITY)])).toBeNull();
  });
});
