import { type Clock, instantOf, toIso } from '../../kernel/clock.ts';
import { conflate } from '../../kernel/conflate.ts';
import type { Calendar, CalendarItem } from './index.ts';

/** Nobody reads faster. */
const FRAME_MS = 250;

/** As it leaves the core. */
export function calendarItemView({ nextAt, offered, last, ...rest }: CalendarItem) {
  return {
    ...rest,
    nextAt: instantOf(nextAt),
    offered: offered && { ...offered, dueAt: toIso(offered.dueAt) },
    last: last && { ...last, dueAt: toIso(last.dueAt), startedAt: toIso(last.startedAt) },
  };
}

/** The calendar; again after anything of it changed, in another process too. */
export function calendarFrames(options: {
  calendar: Calendar;
  clock: Clock;
  /** Why nothing can be decided about from here. */
  hindrance: string | null;
  signal: AbortSignal | undefined;
}) {
  const { calendar, clock, hindrance, signal } = options;
  return conflate({
    clock,
    frameMs: FRAME_MS,
    subscribe: calendar.subscribe,
    snapshot: () => ({ items: calendar.list().map(calendarItemView), hindrance }),
    signal,
  });
}
