import { describe, expect, it } from 'vitest';
import { isTimeZone, parseSchedule } from './schedule.ts';

/** The next ones, as the clocks of the place show them. */
function nextOf(expression: string, timeZone: string, from: string, count = 3): string[] {
  const schedule = parseSchedule(expression, timeZone);
  const found: string[] = [];
  for (
    let at = schedule.next(Date.parse(from));
    at !== null && found.length < count;
    at = schedule.next(at)
  ) {
    found.push(new Date(at).toISOString());
  }
  return found;
}

describe('the routines of the guides', () => {
  it('come every day at nine, by the clocks of the place', () => {
    // Berlin sets its clocks forward on the 29th: nine is an hour earlier in UTC from then on.
    expect(nextOf('0 9 * * *', 'Europe/Berlin', '2026-03-27T12:00Z')).toEqual([
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
    ]);
  });

  it('come on the first Saturday of a month, and of a quarter', () => {
    expect(nextOf('0 2 * * 6#1', 'UTC', '2026-01-01T00:00Z', 4)).toEqual([
      '2026-01-03T02:00:00.000Z',
      '2026-02-07T02:00:00.000Z',
      '2026-03-07T02:00:00.000Z',
      '2026-04-04T02:00:00.000Z',
    ]);
    expect(nextOf('0 2 * 1,4,7,10 6#1', 'UTC', '2026-01-04T00:00Z')).toEqual([
      '2026-04-04T02:00:00.000Z',
      '2026-07-04T02:00:00.000Z',
      '2026-10-03T02:00:00.000Z',
    ]);
  });
});

describe('an hour that is skipped comes at the first moment after it', () => {
  it.each([
    ['Europe/Berlin', '30 2 * * *', '2026-03-28T12:00Z', '2026-03-29T01:00:00.000Z'],
    ['America/New_York', '30 2 * * *', '2026-03-07T12:00Z', '2026-03-08T07:00:00.000Z'],
    // Half an hour is skipped here: from 2:00 to 2:30.
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-02T16:00Z', '2026-10-03T15:30:00.000Z'],
    ['Europe/Berlin', '15,45 2 * * *', '2026-03-28T12:00Z', '2026-03-29T01:00:00.000Z'],
  ])('%s %s', (timeZone, expression, from, first) => {
    expect(nextOf(expression, timeZone, from, 1)).toEqual([first]);
  });
});

describe('an hour that comes twice counts once', () => {
  it.each([
    [
      'Europe/Berlin',
      '30 2 * * *',
      '2026-10-24T12:00Z',
      ['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
    ],
    [
      'America/New_York',
      '30 1 * * *',
      '2026-10-31T12:00Z',
      ['2026-11-01T05:30:00.000Z', '2026-11-02T06:30:00.000Z'],
    ],
    [
      'Australia/Lord_Howe',
      '45 1 * * *',
      '2026-04-04T00:00Z',
      ['2026-04-04T14:45:00.000Z', '2026-04-05T15:15:00.000Z'],
    ],
  ])('%s %s', (timeZone, expression, from, both) => {
    expect(nextOf(expression, timeZone, from, 2)).toEqual(both);
  });

  it('but what comes every half an hour goes on through it', () => {
    expect(nextOf('*/30 * * * *', 'Europe/Berlin', '2026-10-24T23:45Z', 5)).toEqual([
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:00:00.000Z',
      '2026-10-25T01:30:00.000Z',
      '2026-10-25T02:00:00.000Z',
    ]);
  });
});

it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'])(
  'in %s, looking back finds what looking ahead found, over a year',
  (timeZone) => {
    for (const expression of ['30 2 * * *', '45 1 * * *', '0 2 * * 6#1', '15,45 2 * * 0']) {
      const schedule = parseSchedule(expression, timeZone);
      const from = Date.UTC(2026, 0, 1);
      const until = Date.UTC(2027, 0, 1);
      const ahead: number[] = [];
      for (let at = schedule.next(from); at !== null && at <= until; at = schedule.next(at)) ahead.push(at);
      expect(schedule.between(from, until, 2000).reverse()).toEqual(ahead);
    }
  },
);

it('takes both ends of a time as it says', () => {
  const schedule = parseSchedule('0 9 * * *', 'UTC');
  const nine = Date.UTC(2026, 0, 5, 9);
  expect(schedule.between(nine, nine + 86_400_000, 10)).toEqual([nine + 86_400_000]);
  expect(schedule.between(nine - 1, nine, 10)).toEqual([nine]);
  expect(schedule.between(nine - 1, nine - 1, 10)).toEqual([]);
  expect(schedule.between(0, nine, 2)).toEqual([nine, nine - 86_400_000]);
});

it('refuses what is no schedule', () => {
  for (const wrong of ['', 'daily', '* * * *', '0 0 * * * *', '0 25 * * *', '0 9 * * 8', '$(id)']) {
    expect(() => parseSchedule(wrong, 'UTC')).toThrow(RangeError);
  }
  expect(() => parseSchedule('0 0 31 2 *', 'UTC')).toThrow('a day that comes');
  expect(parseSchedule('0 0 29 2 *', 'UTC').next(Date.UTC(2026, 0, 1))).toBe(Date.UTC(2028, 1, 29));
  expect([isTimeZone('Europe/Berlin'), isTimeZone('Mars/Base'), isTimeZone('')]).toEqual([
    true,
    false,
    false,
  ]);
});
