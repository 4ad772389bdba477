import { describe, expect, it } from 'vitest';
import { seeded } from '../journal/testing/seeded.ts';
import { addPoint, addStaleMark, emptyPoints, isStale, type Points } from './points.ts';
import { mergeRolledUp, packRolledUp, pointsOf, rollUp, unpackRolledUp } from './roll-up.ts';

const MINUTE_MS = 60_000;

function series(values: readonly number[], stepMs = 15_000, from = 0): Points {
  const points = emptyPoints();
  for (const [index, value] of values.entries()) addPoint(points, from + index * stepMs, value);
  return points;
}

/** By how much a counter rose, as PromQL's `increase` counts it without extrapolating. */
function riseOf({ values, length }: Points): number {
  let rise = 0;
  for (let index = 1; index < length; index += 1) {
    const [before, now] = [values[index - 1] ?? 0, values[index] ?? 0];
    if (Number.isNaN(before) || Number.isNaN(now)) continue;
    rise += now < before ? now : now - before;
  }
  return rise;
}

function packed(points: Points, isCounter: boolean) {
  const rolled = rollUp(points, MINUTE_MS);
  const data = packRolledUp(rolled, MINUTE_MS, isCounter);
  const chunk = { data, fromAt: rolled[0]?.startAt ?? 0, count: rolled.length };
  return { rolled, back: unpackRolledUp(chunk, MINUTE_MS) };
}

describe('what is left of a gauge', () => {
  it('tells the breach of a few seconds, and where there was nothing', () => {
    const points = series([20, 20, 2600, 20, 20, 20, 20, 20]);
    addPoint(points, 10 * MINUTE_MS, 5);
    const { back } = packed(points, false);
    expect(
      back.map(({ startAt, min, max, sum, count }) => [startAt / MINUTE_MS, min, max, sum, count]),
    ).toEqual([
      [0, 20, 2600, 2660, 4],
      [1, 20, 20, 80, 4],
      [10, 5, 5, 5, 1],
    ]);
    const { values, length } = pointsOf(back, false);
    expect(Math.max(...values.subarray(0, length))).toBe(2600);
  });

  it('sums decimals as decimals', () => {
    expect(rollUp(series([0.1, 0.2, 0.3]), MINUTE_MS)[0]?.sum).toBe(0.6);
  });

  it('says that the series ended, and nothing of what is no number', () => {
    const points = series([1, Number.NaN, 2]);
    addStaleMark(points, 50_000);
    const { back } = packed(points, false);
    expect(back).toMatchObject([{ count: 2, last: 2, ended: true }]);
    const left = pointsOf(back, false);
    expect(isStale(left.values, left.length - 1)).toBe(true);
  });
});

describe('what is left of a counter', () => {
  it.each([1, 2, 3, 4, 5, 6])('rises as much as the counter did, resets and all (seed %i)', (seed) => {
    const pick = seeded(seed);
    const points = emptyPoints();
    let value = 0;
    for (let at = 0; at < 2 * 3_600_000; at += pick(40) === 0 ? 400_000 : 12_000 + pick(6000)) {
      value = pick(15) === 0 ? pick(3) : value + pick(50);
      addPoint(points, at, value);
    }
    const { rolled, back } = packed(points, true);
    expect(back).toEqual(rolled);
    expect(riseOf(pointsOf(back, true))).toBe(riseOf(points));
    const hours = rollUp(points, 3_600_000);
    expect(riseOf(pointsOf(hours, true))).toBeCloseTo(riseOf(points), 6);
  });

  it.each([true, false])('is read in steps that PromQL does not take for gaps (counter: %s)', (isCounter) => {
    const points = series(Array.from({ length: 960 }, (_, index) => (index * 7) % 1000));
    const { times, length } = pointsOf(rollUp(points, 3_600_000), isCounter);
    for (let index = 1; index < length; index += 1) {
      const apartMs = (times[index] ?? 0) - (times[index - 1] ?? 0);
      expect(apartMs).toBeGreaterThan(0);
      expect(apartMs).toBeLessThan(300_000);
    }
  });

  it('joins two halves of a minute', () => {
    const whole = series([5, 9, 2, 4]);
    const halves = [series([5, 9]), series([2, 4], 15_000, 30_000)].map((half) => rollUp(half, MINUTE_MS));
    expect(mergeRolledUp(halves[0] ?? [], halves[1] ?? [])).toEqual(rollUp(whole, MINUTE_MS));
  });
});
