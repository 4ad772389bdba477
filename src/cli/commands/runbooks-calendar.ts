import type { CalendarItem } from '../../core/runbooks/calendar/index.ts';
import { atWork } from '../at-work.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { followRun } from '../follow-run.ts';
import { harmless } from '../harmless.ts';
import { text } from '../options.ts';
import { type Column, formatTable } from '../table.ts';

const entry = [{ name: 'id', says: 'as acgs runbooks calendar shows it' }];

export const runbooksCalendar = defineCommand({
  name: 'runbooks calendar',
  summary: 'show when runbooks are due, what was missed, and how the last ones went',
  examples: ['acgs runbooks calendar', 'acgs runbooks calendar --json | jq ".items[] | select(.offered)"'],
  async run(context) {
    return atWork<ExitCode>(context, async ({ calendar }) => {
      const { calendarItemView } = await import('../../core/runbooks/calendar/view.ts');
      const items = calendar.list();
      context.output.answer({ items: items.map(calendarItemView) }, () => [
        ...formatTable(items, COLUMNS, { columns: context.output.columns }),
        ...items.flatMap(remarks),
      ]);
      return 0;
    });
  },
});

export const runbooksCalendarRun = defineCommand({
  name: 'runbooks calendar run',
  summary: 'run now what was missed, or waits for its operator',
  arguments: entry,
  examples: ['acgs runbooks calendar run weekly-routine'],
  async run(context, _options, [id = '']) {
    return atWork<ExitCode>(context, async (center) => {
      const { runId } = await center.calendar.run(id, { readOnly: context.globals.readOnly });
      return followRun(context, center, runId, { printsLines: false });
    });
  },
});

export const runbooksCalendarSkip = defineCommand({
  name: 'runbooks calendar skip',
  summary: 'leave out what was missed, or waits for its operator',
  arguments: entry,
  options: { note: text('--note <text>', 'why, for the record') },
  examples: ['acgs runbooks calendar skip daily-routine --note "done by hand"'],
  async run(context, { note = '' }, [id = '']) {
    return atWork<ExitCode>(context, async ({ calendar }) => {
      const { calendarItemView } = await import('../../core/runbooks/calendar/view.ts');
      const item = calendar.dismiss(id, note, { readOnly: context.globals.readOnly });
      context.output.answer(calendarItemView(item), () => [
        `Skipped ${harmless(item.title)}. Due next: ${whenOf(item.nextAt, item.timeZone)}`,
      ]);
      return 0;
    });
  },
});

const COLUMNS: Column<CalendarItem>[] = [
  { title: 'ENTRY', cell: ({ id }) => id },
  {
    title: 'DUE NEXT',
    cell: ({ nextAt, timeZone, unavailable }) =>
      unavailable === null ? whenOf(nextAt, timeZone) : 'not available',
  },
  {
    title: 'LAST',
    cell: ({ last, timeZone }) => (last ? `${last.status}, ${whenOf(last.startedAt, timeZone)}` : '-'),
  },
  { title: 'WHEN', cell: ({ words, timeZone }) => `${words}, ${timeZone}`, shrinks: true },
];

/** What the table has no room for. */
function remarks({ id, offered, timeZone, unavailable, waitsBecause }: CalendarItem): string[] {
  if (unavailable !== null) return [harmless(`${id}: ${unavailable}`)];
  if (offered === null) return waitsBecause === null ? [] : [harmless(`${id}: ${waitsBecause}`)];
  const { state, dueAt, why, others } = offered;
  const before = others === 0 ? '' : ` and ${others} before it`;
  return [
    harmless(`${id}: ${state}, due ${whenOf(dueAt, timeZone)}${before}: ${why}`),
    `  acgs runbooks calendar run ${id}, or skip ${id}`,
  ];
}

/** By the clocks of its place. */
function whenOf(at: number | null, timeZone: string): string {
  if (at === null) return 'never again';
  const parts = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, hourCycle: 'h23', weekday: 'short' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((it) => it.type === type)?.value ?? '';
  return `${part('weekday').replace('.', '')} ${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`;
}
