import type { Window } from './over-time.ts';

/** A sample this much further from the range's limit than samples are from each other does not reach it. */
const REACH = 1.1;

/**
 * How much the value grew over the range. Samples rarely lie on the range's limits: the growth between the first and
 * the last is carried on to a limit that is near, and by half a distance between samples to one that is not.
 * Undefined with fewer than two samples.
 */
export function extrapolated(
  window: Window,
  { isCounter, isRate }: { isCounter: boolean; isRate: boolean },
): number | undefined {
  const { times, values, from, to, startMs, endMs, rangeMs } = window;
  if (to - from < 2) return undefined;
  const firstMs = times[from] as number;
  const lastMs = times[to - 1] as number;
  const first = values[from] as number;
  let growth = (values[to - 1] as number) - first;
  if (isCounter) {
    // A counter that fell was reset: what it had before is part of the growth.
    let before = first;
    for (let at = from + 1; at < to; at += 1) {
      const value = values[at] as number;
      if (value < before) growth += before;
      before = value;
    }
  }
  let toStart = (firstMs - startMs) / 1000;
  let toEnd = (endMs - lastMs) / 1000;
  const sampled = (lastMs - firstMs) / 1000;
  const between = sampled / (to - from - 1);
  const reach = between * REACH;
  if (toStart >= reach) toStart = between / 2;
  if (isCounter && growth > 0 && first >= 0) {
    // A counter is never below zero, so it cannot have begun before it was zero.
    const toZero = sampled * (first / growth);
    if (toZero < toStart) toStart = toZero;
  }
  if (toEnd >= reach) toEnd = between / 2;
  const covered = sampled + toStart + toEnd;
  let factor = covered / sampled;
  if (isRate) factor /= seconds(rangeMs);
  return growth * factor;
}

/** Go adds whole seconds and the rest. */
const seconds = (milliseconds: number) =>
  Math.trunc(milliseconds / 1000) + ((milliseconds % 1000) * 1e6) / 1e9;

/** The difference of the last two samples, per second for a rate. Undefined with fewer than two. */
export function fromLastTwo({ times, values, from, to }: Window, isRate: boolean): number | undefined {
  if (to - from < 2) return undefined;
  const value = values[to - 1] as number;
  const before = values[to - 2] as number;
  const distanceMs = (times[to - 1] as number) - (times[to - 2] as number);
  if (distanceMs === 0) return undefined;
  // A counter that fell was reset, and has grown from nothing to its value.
  const growth = isRate && value < before ? value : value - before;
  return isRate ? growth / (distanceMs / 1000) : growth;
}
