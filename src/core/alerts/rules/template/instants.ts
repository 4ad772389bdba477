import { type FunctionTable, textAt } from './functions.ts';
import { intValue, type TemplateInstant, type TemplateValue, textValue } from './values.ts';

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The elements of a Go layout, the longer before those they begin with. */
const LAYOUT =
  /January|Jan|Monday|Mon|MST|2006|002|-07:00:00|-070000|-07:00|-0700|-07|Z07:00:00|Z070000|Z07:00|Z0700|Z07|__2|_2006|_2|01|02|03|04|05|06|15|PM|pm|[.,]0+(?![0-9])|[.,]9+(?![0-9])|1|2|3|4|5/g;

/** Go's methods of a time that templates here may call; the instant is always in UTC. */
export function instantMethods(instant: TemplateInstant): FunctionTable {
  const date = new Date(instant.epochMs);
  const whole = (value: number | bigint) => ({ parameters: [], run: () => intValue(value) });
  const same: TemplateValue = { kind: 'time', value: { epochMs: instant.epochMs } };
  return {
    Format: {
      parameters: ['string'],
      run: (values) => textValue(formatInstant(instant, textAt(values, 0))),
    },
    String: { parameters: [], run: () => textValue(writeInstant(instant)) },
    UTC: { parameters: [], run: () => same },
    Unix: whole(Math.floor(instant.epochMs / 1000)),
    UnixMilli: whole(instant.epochMs),
    UnixMicro: whole(BigInt(instant.epochMs) * 1000n),
    UnixNano: whole(BigInt(instant.epochMs) * 1_000_000n),
    Year: whole(date.getUTCFullYear()),
    Day: whole(date.getUTCDate()),
    Hour: whole(date.getUTCHours()),
    Minute: whole(date.getUTCMinutes()),
    Second: whole(date.getUTCSeconds()),
    Nanosecond: whole(date.getUTCMilliseconds() * 1_000_000),
    YearDay: whole(dayOfYear(date)),
  };
}

/** Its other methods: a template that calls one is refused when it is read. */
export const UNSUPPORTED_METHODS: ReadonlySet<string> = new Set([
  ...[
    'Add',
    'AddDate',
    'After',
    'AppendFormat',
    'Before',
    'Clock',
    'Compare',
    'Date',
    'Equal',
    'GoString',
    'GobEncode',
  ],
  ...[
    'ISOWeek',
    'In',
    'IsDST',
    'IsZero',
    'Local',
    'Location',
    'MarshalBinary',
    'MarshalJSON',
    'MarshalText',
    'Month',
  ],
  ...['AppendBinary', 'AppendText', 'GobDecode', 'UnmarshalBinary', 'UnmarshalJSON', 'UnmarshalText'],
  ...['Round', 'Sub', 'Truncate', 'Weekday', 'Zone', 'ZoneBounds'],
]);

/** As Go prints a time: `2015-06-23 13:19:44.128 +0000 UTC`. */
export function writeInstant(instant: TemplateInstant): string {
  return formatInstant(instant, '2006-01-02 15:04:05.999999999 -0700 MST');
}

function formatInstant({ epochMs }: TemplateInstant, layout: string): string {
  const date = new Date(epochMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const year = date.getUTCFullYear();
  const hour = date.getUTCHours();
  const month = MONTHS[date.getUTCMonth()] ?? '';
  const day = DAYS[date.getUTCDay()] ?? '';
  const parts: Readonly<Record<string, string>> = {
    January: month,
    Jan: month.slice(0, 3),
    Monday: day,
    Mon: day.slice(0, 3),
    MST: 'UTC',
    '2006': year < 0 ? `-${String(-year).padStart(4, '0')}` : String(year).padStart(4, '0'),
    '06': two(((year % 100) + 100) % 100),
    '01': two(date.getUTCMonth() + 1),
    '1': String(date.getUTCMonth() + 1),
    '02': two(date.getUTCDate()),
    _2: String(date.getUTCDate()).padStart(2, ' '),
    '2': String(date.getUTCDate()),
    '002': String(dayOfYear(date)).padStart(3, '0'),
    __2: String(dayOfYear(date)).padStart(3, ' '),
    '15': two(hour),
    '03': two(hour % 12 || 12),
    '3': String(hour % 12 || 12),
    '04': two(date.getUTCMinutes()),
    '4': String(date.getUTCMinutes()),
    '05': two(date.getUTCSeconds()),
    '5': String(date.getUTCSeconds()),
    PM: hour < 12 ? 'AM' : 'PM',
    pm: hour < 12 ? 'am' : 'pm',
  };
  const fraction = String(date.getUTCMilliseconds()).padStart(3, '0').padEnd(9, '0');
  return layout.replace(LAYOUT, (element, at: number) => {
    // A month or a day only where no lower-case letter follows: "Janet" is no January.
    if ((element === 'Jan' || element === 'Mon') && /^[a-z]/.test(layout.slice(at + 3))) return element;
    if (element === '_2006') return `_${parts['2006'] ?? ''}`;
    if (element.startsWith('Z07')) return 'Z';
    if (element.startsWith('-07')) return element.replace('-', '+').replace('7', '0');
    if (element.startsWith('.') || element.startsWith(',')) {
      const digits = fraction.slice(0, element.length - 1);
      if (element[1] === '0') return element[0] + digits.padEnd(element.length - 1, '0');
      const kept = digits.replace(/0+$/, '');
      return kept === '' ? '' : element[0] + kept;
    }
    return parts[element] ?? element;
  });
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}
