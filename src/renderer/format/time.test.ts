import { describe, expect, it } from 'vitest';
import { formatAge, formatExact, formatMoment, formatSpan } from './time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('formatAge', () => {
  it.each([
    [-400, '0 s'],
    [4900, '4 s'],
    [59_999, '59 s'],
    [MINUTE, '1 min'],
    [HOUR - 1, '59 min'],
    [47 * HOUR, '47 h'],
    [2 * DAY, '2 d'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatAge(ms)).toBe(text);
  });
});

describe('formatSpan', () => {
  it.each([
    [4000, '4 s'],
    [4 * MINUTE + 10_000, '4 min 10 s'],
    [2 * HOUR, '2 h'],
    [2 * HOUR + 5 * MINUTE, '2 h 5 min'],
    [3 * DAY + 2 * HOUR, '3 d 2 h'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatSpan(ms)).toBe(text);
  });
});

describe('formatMoment', () => {
  const now = new Date(2025, 5, 27, 9, 4, 12).getTime();

  it('leaves the day out on the same day', () => {
    expect(formatMoment(now - HOUR, now)).toBe('08:04:12');
  });

  it('says the day when it was another one', () => {
    expect(formatMoment(now - DAY, now)).toBe('Jun 26, 09:04');
  });
});

it('says the zone and the moment in UTC where the whole truth is asked for', () => {
  const text = formatExact(Date.UTC(2025, 5, 27, 9, 0, 0));
  expect(text).toMatch(/27 Jun 2025/);
  expect(text).toMatch(/\(2025-06-27T09:00:00\.000Z\)$/);
});
