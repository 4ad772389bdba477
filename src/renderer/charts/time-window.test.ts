import { describe, expect, it } from 'vitest';
import { isWhole, moved, zoomed } from './time-window.ts';

const whole = { from: 1000, to: 11_000 };
const limits = { whole, stepMs: 100 };

describe('a window on a range of time', () => {
  it('moves as far as there is something to see, and keeps its width', () => {
    expect(moved({ from: 2000, to: 4000 }, 500, whole)).toEqual({ from: 2500, to: 4500 });
    expect(moved({ from: 2000, to: 4000 }, 1e6, whole)).toEqual({ from: 9000, to: 11_000 });
    expect(moved({ from: 2000, to: 4000 }, -1e6, whole)).toEqual({ from: 1000, to: 3000 });
    expect(moved(whole, 500, whole)).toEqual(whole);
  });

  it('is narrowed about what is pointed at, which stays in its place', () => {
    const window = zoomed(whole, 0.5, 3500, limits);
    expect(window.to - window.from).toBe(5000);
    expect((3500 - window.from) / 5000).toBeCloseTo(0.25);
  });

  it('is widened to the whole and no further', () => {
    expect(zoomed({ from: 2000, to: 4000 }, 100, 2500, limits)).toEqual(whole);
    expect(isWhole(whole, whole)).toBe(true);
    expect(isWhole({ from: 2000, to: 11_000 }, whole)).toBe(false);
  });

  it('shows a few steps at least', () => {
    const window = zoomed({ from: 2000, to: 4000 }, 1e-6, 3000, limits);
    expect(window.to - window.from).toBeCloseTo(400);
    const short = { whole: { from: 0, to: 200 }, stepMs: 100 };
    expect(zoomed({ from: 0, to: 200 }, 0.1, 100, short)).toEqual({ from: 0, to: 200 });
  });
});
