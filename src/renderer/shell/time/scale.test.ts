import { describe, expect, it } from 'vitest';
import {
  DAY_MS,
  HOUR_MS,
  keyMoves,
  localFieldOf,
  MINUTE_MS,
  momentAt,
  placeOf,
  spanAround,
  ticksOf,
} from './scale.ts';

const NOW = Date.UTC(2026, 5, 27, 14, 0, 0);
const RECORD = { firstAt: NOW - 10 * DAY_MS, now: NOW };

describe('the strip', () => {
  it('ends now for live and for a moment that is within it', () => {
    expect(spanAround(null, NOW, HOUR_MS)).toEqual({ from: NOW - HOUR_MS, to: NOW });
    expect(spanAround(NOW - 30 * MINUTE_MS, NOW, HOUR_MS)).toEqual({ from: NOW - HOUR_MS, to: NOW });
  });

  it('has an older moment in its middle, and never shows the future', () => {
    expect(placeOf(NOW - 5 * HOUR_MS, spanAround(NOW - 5 * HOUR_MS, NOW, HOUR_MS))).toBe(0.5);
    expect(spanAround(NOW - 1.1 * HOUR_MS, NOW, HOUR_MS).to).toBeLessThanOrEqual(NOW);
  });

  it('finds the moment of a place again', () => {
    const span = { from: NOW - HOUR_MS, to: NOW };
    expect(placeOf(momentAt(0.25, span), span)).toBeCloseTo(0.25);
    expect(momentAt(7, span)).toBe(NOW);
  });

  it('labels round times, and no more than fit', () => {
    const ticks = ticksOf({ from: NOW - DAY_MS, to: NOW }, 8);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(ticks.length).toBeGreaterThan(3);
    expect(ticks.every((tick) => new Date(tick).getMinutes() === 0)).toBe(true);
  });
});

describe('keys', () => {
  it.each([
    [{ key: 'ArrowLeft', shift: false }, NOW - HOUR_MS, NOW - HOUR_MS - MINUTE_MS],
    [{ key: 'ArrowRight', shift: true }, NOW - 3 * HOUR_MS, NOW - 2 * HOUR_MS],
    [{ key: 'ArrowLeft', shift: false }, null, NOW - MINUTE_MS],
    [{ key: 'PageDown', shift: false }, NOW - HOUR_MS, NOW - HOUR_MS - DAY_MS],
    [{ key: 'PageDown', shift: false }, NOW - 9.5 * DAY_MS, RECORD.firstAt],
    [{ key: 'ArrowRight', shift: true }, NOW - MINUTE_MS, null],
    [{ key: 'Home', shift: false }, null, RECORD.firstAt],
    [{ key: 'End', shift: false }, NOW - HOUR_MS, null],
    [{ key: 'Escape', shift: false }, NOW - HOUR_MS, null],
    [{ key: 'a', shift: false }, NOW - HOUR_MS, undefined],
  ])('%j', (press, at, expected) => {
    expect(keyMoves(press, at, RECORD)).toBe(expected);
  });
});

it('writes a moment for a local field that reads it back', () => {
  expect(new Date(localFieldOf(NOW)).getTime()).toBe(NOW);
});
