import { Cron } from 'croner';

/** Moments that come again, by the clocks of a place. Times are epoch milliseconds. */
export interface Schedule {
  /** The first one after a moment; null: there is none any more. */
  next(after: number): number | null;
  /** Those after one moment and up to another, the latest first, at most so many. */
  between(after: number, until: number, most: number): number[];
}

/** A leap year begins here: what never comes from here on never comes. */
const ANY_LEAP_YEAR = Date.UTC(2024, 0, 1);
const SECOND_MS = 1000;

/**
 * A cron expression of five fields, with `L`, `W` and `#` (`6#1` is the month's first Saturday). Where clocks are set
 * forward, a time that is skipped comes at the first moment after the gap; where they are set back, a time that comes
 * twice counts once, the first time. Only what recurs within the day (`*`, steps) goes on through both.
 *
 * @param timeZone IANA name
 * @throws RangeError in words that follow "must be"
 */
export function parseSchedule(expression: string, timeZone: string): Schedule {
  let cron: Cron;
  try {
    cron = new Cron(expression, { timezone: timeZone, mode: '5-part', fixedTimeRule: 'no-wildcard' });
  } catch (error) {
    throw new RangeError(
      'a cron expression of five fields, such as "0 9 * * *" (minute, hour, day, month, weekday)',
      { cause: error },
    );
  }
  const next = (after: number) => cron.nextRun(new Date(after))?.getTime() ?? null;
  if (next(ANY_LEAP_YEAR) === null) throw new RangeError('a cron expression of a day that comes');
  return {
    next,
    between(after, until, most) {
      // The library looks before a second, and counts whole ones.
      const before = new Date(Math.floor(until / SECOND_MS) * SECOND_MS + SECOND_MS);
      return cron
        .previousRuns(most, before)
        .map((date) => date.getTime())
        .filter((at) => at > after && at <= until);
    },
  };
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export function localTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
