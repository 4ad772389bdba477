import type { Profile } from '../connect/profile/schema.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Ground } from '../operate/guards.ts';
import type { ActionKind } from '../operate/processes/action.ts';
import type { Processes } from '../operate/processes/index.ts';
import type { CalendarRecords } from '../store/calendar/index.ts';
import type { NewEntry } from '../store/journal/entry.ts';
import { type Calendar, createCalendar } from './calendar/index.ts';
import { createRunbooks, type Runbooks } from './running.ts';

/** What a profile can have run, and when that is due. */
export function openRunbooks(options: {
  profile: Profile;
  ground: Ground;
  actions: ReadonlyMap<string, ActionKind>;
  processes: Processes;
  records: CalendarRecords;
  journal: { append(entry: NewEntry): unknown };
  actor: () => string;
  clock: Clock;
  log: Log;
}): { runbooks: Runbooks; calendar: Calendar } {
  const { profile, ...rest } = options;
  const runbooks = createRunbooks({ ...rest, profile, own: profile.runbooks ?? [] });
  return { runbooks, calendar: createCalendar({ ...rest, runbooks, own: profile.calendar ?? [] }) };
}
