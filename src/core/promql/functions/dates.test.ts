import { describe, expect, it } from 'vitest';
import { civilOf, DATE_FUNCTIONS } from './dates.ts';

/** What Prometheus 3.5.3 answers, also where no calendar goes. */
describe('dates', () => {
  it.each([
    ['year', Number.NaN, 292_277_026_596],
    ['year', 1e18, 31_688_740_476],
    ['year', -1e18, -31_688_736_537],
    ['year', -9.2233719e18, -292_277_018_321],
    ['day_of_week', Number.NaN, 0],
    ['day_of_year', Infinity, 339],
    ['month', -1e15, 6],
    ['days_in_month', -1e15, 30],
    ['hour', -1.5, 23],
    ['minute', 1e14, 46],
    ['days_in_month', 951_782_400, 29],
    ['day_of_year', 1_735_603_200, 366],
  ])('%s(%d)', (name, seconds, value) => {
    expect(DATE_FUNCTIONS.get(name)?.(civilOf(seconds))).toBe(value);
  });
});
