import { KahanSum } from '../kahan.ts';
import type { Window } from './over-time.ts';

/** The line with the least squares through the samples: its slope per second, and its value at a moment. */
export function linearRegression(
  { times, values, from, to }: Window,
  interceptMs: number,
): { slope: number; intercept: number } {
  const initial = values[from] as number;
  const x = new KahanSum();
  const y = new KahanSum();
  const xy = new KahanSum();
  const x2 = new KahanSum();
  let isConstant = true;
  for (let at = from; at < to; at += 1) {
    const value = values[at] as number;
    if (at > from && value !== initial) isConstant = false;
    const seconds = ((times[at] as number) - interceptMs) / 1e3;
    x.add(seconds);
    y.add(value);
    xy.add(seconds * value);
    x2.add(seconds * seconds);
  }
  if (isConstant) {
    if (Math.abs(initial) === Infinity) return { slope: Number.NaN, intercept: Number.NaN };
    return { slope: 0, intercept: initial };
  }
  const count = to - from;
  const sumX = x.sum + x.rest;
  const sumY = y.sum + y.rest;
  const covariance = xy.sum + xy.rest - (sumX * sumY) / count;
  const variance = x2.sum + x2.rest - (sumX * sumX) / count;
  const slope = covariance / variance;
  return { slope, intercept: sumY / count - (slope * sumX) / count };
}
