import { createHash } from 'node:crypto';
import { NEVER, type WrittenCalendar } from '../../connect/profile/calendar-schema.ts';
import { problemOf } from '../../kernel/errors.ts';
import { localTimeZone, parseSchedule, type Schedule } from '../../kernel/schedule.ts';
import type { JsonObject } from '../../operate/processes/definition.ts';
import { canonicalize } from '../../store/journal/canonical.ts';
import type { CatalogueEntry } from '../catalogue/index.ts';
import type { Runbooks } from '../running.ts';

/** A runbook that is due at certain times. */
export interface CalendarEntry {
  /** That of the runbook for a routine of the guides, else the runbook's with a few digits that never change. */
  id: string;
  runbook: string;
  title: string;
  /** Cron expression of five fields. */
  at: string;
  /** The same in words; for own entries the expression. */
  words: string;
  timeZone: string;
  schedule: Schedule;
  /** Of what decides when it is due: another one is another schedule. */
  fingerprint: string;
  parameters: JsonObject;
  from: 'guide' | 'own';
  /** Why it does not start by itself; null when it does. */
  waitsBecause: string | null;
  /** Why it cannot be run at all; then it is never due. */
  unavailable: string | null;
}

type Routine = NonNullable<CatalogueEntry['routine']>;

/** When the guides want their routines done. */
const RHYTHMS: Readonly<Record<Routine, { at: string; words: string }>> = {
  daily: { at: '0 9 * * *', words: 'every day at 9:00' },
  weekly: { at: '0 10 * * 1', words: 'Mondays at 10:00' },
  monthly: { at: '0 2 * * 6#1', words: 'the first Saturday of the month at 2:00' },
  quarterly: { at: '0 2 * 1,4,7,10 6#1', words: 'the first Saturday of the quarter at 2:00' },
};
const ID_DIGITS = 6;

/** The guides' routines, by the clocks of this machine, and the profile's own, which replace them. */
export function calendarEntries(
  runbooks: Pick<Runbooks, 'catalogue' | 'find' | 'check'>,
  own: WrittenCalendar,
): CalendarEntry[] {
  const replaced = new Set(own.map(({ runbook }) => runbook));
  const here = localTimeZone();
  const of = (
    entry: Pick<CalendarEntry, 'id' | 'runbook' | 'at' | 'words' | 'timeZone' | 'parameters' | 'from'>,
    attended: boolean,
  ): CalendarEntry => ({
    ...entry,
    ...known(runbooks, entry.runbook, entry.parameters, attended),
    schedule: parseSchedule(entry.at, entry.timeZone),
    fingerprint: `${entry.at} ${entry.timeZone}`,
  });
  const guides = runbooks.catalogue.entries.flatMap(({ id, routine }) => {
    if (routine === null || replaced.has(id)) return [];
    const base = { id, runbook: id, timeZone: here, parameters: {}, from: 'guide' } as const;
    return [of({ ...base, ...RHYTHMS[routine] }, false)];
  });
  const owns = own.flatMap(({ runbook, at, timeZone = here, parameters: written = {}, attended = false }) => {
    if (at === NEVER) return [];
    const parameters = plain(written);
    const digest = createHash('sha256').update(canonicalize({ at, timeZone, parameters })).digest('hex');
    const id = `${runbook}-${digest.slice(0, ID_DIGITS)}`;
    return [of({ id, runbook, at, words: at, timeZone, parameters, from: 'own' }, attended)];
  });
  // What is written twice is one.
  return [...new Map([...guides, ...owns].map((entry) => [entry.id, entry])).values()];
}

function known(
  runbooks: Pick<Runbooks, 'find' | 'check'>,
  id: string,
  parameters: JsonObject,
  attended: boolean,
): Pick<CalendarEntry, 'title' | 'waitsBecause' | 'unavailable'> {
  try {
    const { title, risk, available, reason } = runbooks.find(id);
    const changes = risk === 'read' ? null : 'It changes something, so it waits for its operator';
    const waitsBecause = attended ? 'It waits for its operator, as the profile says' : changes;
    if (!available) return { title, waitsBecause, unavailable: reason };
    const flaw = thrownBy(() => runbooks.check(id, parameters));
    return { title, waitsBecause, unavailable: flaw };
  } catch (error) {
    return { title: id, waitsBecause: null, unavailable: problemOf(error).message };
  }
}

function thrownBy(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return problemOf(error).message;
  }
}

/** The schema has refused everything else. */
function plain(written: Readonly<Record<string, unknown>>): JsonObject {
  const kept = Object.entries(written).flatMap(([key, value]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [[key, value] as const]
      : [],
  );
  return Object.fromEntries(kept);
}
