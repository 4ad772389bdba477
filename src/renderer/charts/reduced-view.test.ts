import { describe, expect, it } from 'vitest';
import type { Course } from './columns.ts';
import { createReducedView } from './reduced-view.ts';

const LENGTH = 200_000;
const course: Course = {
  times: Float64Array.from({ length: LENGTH }, (_, index) => index * 1000),
  values: Float64Array.from({ length: LENGTH }, (_, index) => Math.sin(index * 1.3) * (index % 977)),
};

function extremes(line: Float64Array, from: number, to: number): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < line.length; at += 2) {
    const [time = 0, value = 0] = [line[at], line[at + 1]];
    if (time < from || time > to) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}

describe('courses as one window after another shows them', () => {
  it('shows the extremes of every window it is moved to', () => {
    const view = createReducedView([course], 1500);
    const span = 20_000_000;
    for (let from = 0; from + span <= LENGTH * 1000; from += 1_700_000) {
      const [line = new Float64Array(0)] = view.of({ from, to: from + span }, 1000);
      expect(line.length / 2).toBeLessThan(1000 + 20);
      const values = course.values.subarray(from / 1000, (from + span) / 1000 + 1);
      expect(extremes(line, from, from + span)).toEqual([Math.min(...values), Math.max(...values)]);
    }
  });

  it('reads the values again only when the window leaves what is at hand or gets another width', () => {
    const view = createReducedView([course], 1500);
    const bufferOf = (from: number, to: number) => view.of({ from, to }, 1000)[0]?.buffer;
    const first = bufferOf(50_000_000, 60_000_000);
    expect(bufferOf(53_333_333, 63_333_333)).toBe(first);
    expect(bufferOf(60_000_001, 70_000_001)).not.toBe(first);
    const second = bufferOf(60_000_001, 70_000_001);
    expect(bufferOf(60_000_001, 65_000_000)).not.toBe(second);
  });
});
