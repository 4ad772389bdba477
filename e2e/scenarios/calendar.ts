import type { CalendarItem, CalendarView } from '../../src/contract/calendar.ts';
import { parseSchedule } from '../../src/core/kernel/schedule.ts';
import { RUN_CASES } from './runbook-runs.ts';
import { type Answer, failure, isoAgo, type Moment, SILENCE } from './scenario.ts';

/** What a page may ask about when runbooks are due. */
export interface CalendarScript {
  view: (at: Moment) => Answer<CalendarView>;
  /** The run that making up for it starts. */
  run: (id: string) => string;
}

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
const ASKS = 'It changes something, so it waits for its operator';

interface Due {
  id: string;
  title: string;
  at: string;
  words?: string;
  timeZone?: string;
  waitsBecause?: string;
  unavailable?: string;
  offered?: 'missed' | 'waiting';
  others?: number;
  last?: 'succeeded' | 'failed';
}

const DUE: readonly Due[] = [
  {
    ...{ id: 'daily-routine', title: 'Daily Operations', at: '0 9 * * *', words: 'every day at 9:00' },
    ...{ offered: 'missed', others: 2, last: 'succeeded' },
  },
  {
    ...{ id: 'weekly-routine', title: 'Weekly Operations', at: '0 10 * * 1', words: 'Mondays at 10:00' },
    last: 'failed',
  },
  {
    ...{ id: 'monthly-routine', title: 'Monthly Operations', at: '0 2 * * 6#1' },
    words: 'the first Saturday of the month at 2:00',
  },
  {
    ...{ id: 'quarterly-routine', title: 'Quarterly Operations', at: '0 2 * 1,4,7,10 6#1' },
    words: 'the first Saturday of the quarter at 2:00',
    unavailable: 'It uses actions that do not exist yet: certificates.renew',
  },
  {
    ...{ id: 'calm-service-5c1e07', title: 'Calm a service down', at: '0 6 * * 1-5' },
    ...{ timeZone: 'America/New_York', waitsBecause: ASKS, offered: 'waiting' },
  },
];

/** The guides' routines and one of the profile's own: one was missed, one waits for its operator. */
export function calendarOf(hindrance: string | null = null): CalendarScript {
  return {
    view: (at) => ({
      items: DUE.map((due) => itemOf(at, due)).sort((a, b) => soonness(a) - soonness(b)),
      hindrance,
    }),
    run: () => RUN_CASES.manual.id,
  };
}

export const emptyCalendar: CalendarScript = {
  view: () => ({ items: [], hindrance: null }),
  run(id) {
    throw failure(
      'usage',
      `There is no ${id} in the calendar`,
      'acgs runbooks calendar shows what there is.',
    );
  },
};

export const silentCalendar: CalendarScript = { ...emptyCalendar, view: () => SILENCE };

export const failingCalendar = (failing: () => never): CalendarScript => ({
  ...emptyCalendar,
  view: failing,
});

function itemOf(at: Moment, due: Due): CalendarItem {
  const { id, title, words, timeZone = 'Europe/Berlin', unavailable = null, others = 0 } = due;
  const schedule = parseSchedule(due.at, timeZone);
  const next = unavailable === null ? schedule.next(at.nowMs) : null;
  const [missedAt] = schedule.between(at.nowMs - WEEK_MS, at.nowMs, 1);
  const run = due.last && RUN_CASES[due.last];
  return {
    ...{ id, title, timeZone, unavailable, at: due.at, words: words ?? due.at },
    runbook: words === undefined ? 'calm-service' : id,
    from: words === undefined ? 'own' : 'guide',
    waitsBecause: due.waitsBecause ?? null,
    nextAt: next === null ? null : new Date(next).toISOString(),
    offered:
      due.offered === undefined || missedAt === undefined
        ? null
        : {
            ...{ dueAt: new Date(missedAt).toISOString(), state: due.offered, others },
            why:
              due.offered === 'waiting' ? ASKS : 'The control center was not running, or the machine slept',
          },
    last: run
      ? {
          ...{ dueAt: isoAgo(at, 50 * HOUR_MS), startedAt: isoAgo(at, 50 * HOUR_MS) },
          ...{ runId: run.id, status: run.status },
          why: due.last === 'failed' ? 'Restart the service: 1 of 3 pods did not start' : null,
        }
      : null,
  };
}

function soonness({ nextAt }: CalendarItem): number {
  return nextAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(nextAt);
}
