/** Parts of a moment in UTC. */
export interface Civil {
  year: number;
  /** 1 to 12 */
  month: number;
  day: number;
  hour: number;
  minute: number;
  /** 0 is Sunday. */
  weekday: number;
  dayOfYear: number;
}

const DAY_SECONDS = 86_400;
/** Beyond these JavaScript has no dates; Go has, and so has a rule that divides by a small number. */
const LAST_DATE_SECONDS = 8.64e12;
const INT64_LOWEST = -(2n ** 63n);
/** Go counts unsigned from the year -292277022399; what lies before comes round to the far end. */
const FIRST_SECOND = -9_223_371_966_579_724_800n;
/** Whole cycles of the calendar. */
const CYCLE_YEARS = 400;
const CYCLE_DAYS = 146_097;

export const DATE_FUNCTIONS: ReadonlyMap<string, (civil: Civil) => number> = new Map([
  [
    'days_in_month',
    ({ year, month }) => new Date(Date.UTC(2000 + (((year % 400) + 400) % 400), month, 0)).getUTCDate(),
  ],
  ['day_of_month', ({ day }) => day],
  ['day_of_week', ({ weekday }) => weekday],
  ['day_of_year', ({ dayOfYear }) => dayOfYear],
  ['hour', ({ hour }) => hour],
  ['minute', ({ minute }) => minute],
  ['month', ({ month }) => month],
  ['year', ({ year }) => year],
]);

/** The moment of so many seconds since 1970, cut to whole ones as Go does it. */
export function civilOf(seconds: number): Civil {
  if (Math.abs(seconds) <= LAST_DATE_SECONDS) return civilOfDate(Math.trunc(seconds));
  // What does not fit into 64 bits becomes the lowest that does.
  const fits = Math.abs(seconds) < 2 ** 63;
  const given = fits ? BigInt(Math.trunc(seconds)) : INT64_LOWEST;
  const whole = given < FIRST_SECOND ? given + 2n ** 64n : given;
  const cycleSeconds = BigInt(CYCLE_DAYS * DAY_SECONDS);
  const cycles = whole / cycleSeconds;
  const rest = civilOfDate(Number(whole - cycles * cycleSeconds));
  return { ...rest, year: rest.year + Number(cycles) * CYCLE_YEARS };
}

function civilOfDate(seconds: number): Civil {
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear();
  const newYear = new Date(0);
  newYear.setUTCFullYear(year, 0, 1);
  const startOfDay = Math.floor(seconds / DAY_SECONDS);
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    weekday: date.getUTCDay(),
    dayOfYear: startOfDay - Math.floor(newYear.getTime() / 1000 / DAY_SECONDS) + 1,
  };
}
