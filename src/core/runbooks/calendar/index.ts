import { randomUUID } from 'node:crypto';
import type { WrittenCalendar } from '../../connect/profile/calendar-schema.ts';
import type { Cancel, Clock } from '../../kernel/clock.ts';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import { createChanges } from '../../operate/approvals/changes.ts';
import { type Ground, refuseInReadOnlyMode } from '../../operate/guards.ts';
import type { Processes, ProcessSummary } from '../../operate/processes/index.ts';
import type { CalendarRecords, CalendarSlot } from '../../store/calendar/index.ts';
import type { NewEntry } from '../../store/journal/entry.ts';
import type { Runbooks } from '../running.ts';
import { type CalendarEntry, calendarEntries } from './entries.ts';

/** An entry of the calendar as it stands. Times are epoch milliseconds. */
export interface CalendarItem
  extends Pick<
    CalendarEntry,
    'id' | 'runbook' | 'title' | 'at' | 'words' | 'timeZone' | 'from' | 'waitsBecause' | 'unavailable'
  > {
  nextAt: number | null;
  /** What was due, did not start, and can be made up for. */
  offered: { dueAt: number; state: 'missed' | 'waiting'; why: string; others: number } | null;
  /** The last one that was started, and how it is. */
  last: {
    dueAt: number;
    startedAt: number;
    runId: string;
    status: ProcessSummary['status'];
    why: string | null;
  } | null;
}

/** When runbooks are due, what was missed, and what is started by itself. */
export interface Calendar {
  /** What is due first is first. */
  list(): CalendarItem[];
  /**
   * Starts what was missed or waits, as its operator: each change is agreed to by itself.
   *
   * @throws OperatorError `usage` when nothing of that name is offered; `conflict` when somebody else was first; and
   *   whatever keeps a run from starting
   */
  run(id: string, options: { readOnly: boolean }): Promise<{ runId: string }>;
  /** Leaves out what was missed or waits. @throws OperatorError as for `run`; `refused` in read-only mode */
  dismiss(id: string, note: string, options: { readOnly: boolean }): CalendarItem;
  subscribe(listener: () => void): () => void;
  /** Starts what is due from now on, for hosts that stay. */
  start(): void;
  stop(): void;
}

/** What begins later than this was missed: at noon nobody expects the check of nine o'clock by itself. */
const IN_TIME_MS = 10 * 60_000;
/** The machine may have slept, or its clock was set. */
const LOOK_EVERY_MS = 30_000;
/** The window comes first. */
const FIRST_LOOK_MS = 2_000;
/** Between the note that a run begins and the run itself there is no time, unless the process died. */
const BEGINNING_MS = 60_000;
const MOST_COUNTED = 1_000;
const BY = 'calendar';
const MISSED = 'The control center was not running, or the machine slept';

export function createCalendar(options: {
  ground: Ground;
  own: WrittenCalendar;
  runbooks: Runbooks;
  processes: Processes;
  records: CalendarRecords;
  journal: { append(entry: NewEntry): unknown };
  actor: () => string;
  clock: Clock;
  log: Log;
}): Calendar {
  const { runbooks, processes, records, journal, actor, clock, log } = options;
  const changes = createChanges({ clock, look: records.stamp });
  const nextDue = new Map<string, number | null>();
  let read: CalendarEntry[] | undefined;
  let cancel: Cancel | null = null;

  /** Read when first needed, as the catalogue is. */
  const entries = () => {
    read ??= calendarEntries(runbooks, options.own);
    return read;
  };

  const tell = (
    what: string,
    { id, title }: CalendarEntry,
    slot: CalendarSlot,
    summary: string,
    by: string,
  ) => {
    const { dueAt, runId, why, others } = slot;
    journal.append({
      at: clock.now(),
      actor: by,
      kind: `calendar.${what}`,
      subject: `calendar ${id}`,
      summary: `${summary}: ${title}, due ${new Date(dueAt).toISOString()}${why === null ? '' : `: ${why}`}`,
      data: { entry: id, dueAt: new Date(dueAt).toISOString(), runId, why, others },
    });
  };

  /** Its run is noted, so that nobody starts another; then it is begun. */
  const begin = async (
    entry: CalendarEntry,
    slot: CalendarSlot & { runId: string },
    how: { by: string; readOnly: boolean },
  ) => {
    try {
      tell('started', entry, slot, slot.decidedBy === BY ? 'Started as due' : 'Made up for', how.by);
      await runbooks.start(entry.runbook, entry.parameters, {
        ...{ agreement: 'each', readOnly: how.readOnly, id: slot.runId, by: how.by },
      });
    } catch (error) {
      const why = `It could not be started: ${problemOf(error).message}`;
      giveBack(entry, slot, why);
      throw error;
    } finally {
      changes.tell();
    }
  };

  const giveBack = (entry: CalendarEntry, slot: CalendarSlot, why: string) => {
    const missed = { ...slot, state: 'missed', why, decidedAt: clock.now() } as const;
    if (records.giveBack(missed)) tell('missed', entry, { ...missed, runId: null }, 'Missed', BY);
  };

  const runOf = ({ runId }: CalendarSlot) => {
    if (runId === null) return null;
    try {
      return processes.get(runId);
    } catch {
      return null;
    }
  };

  /** A process that noted a run and died before it began it. */
  const checkBegun = (entry: CalendarEntry) => {
    const last = records.lastRun(entry.id);
    if (last?.state !== 'started' || runOf(last) !== null) return;
    if (clock.now() - last.decidedAt < BEGINNING_MS) return;
    giveBack(entry, last, 'Whoever was to start it ended before');
  };

  /** Why what is due now does not start by itself. */
  const hindrance = (entry: CalendarEntry): string | null => {
    if (entry.waitsBecause !== null) return entry.waitsBecause;
    const last = records.lastRun(entry.id);
    const run = last && runOf(last);
    if (!run || run.endedAt !== null) return null;
    return `The one before, run ${run.id.slice(0, 8)}, has not ended`;
  };

  const dealWith = (entry: CalendarEntry, through: number): void => {
    const now = clock.now();
    const [dueAt, ...earlier] = entry.schedule.between(through, now, MOST_COUNTED);
    if (dueAt === undefined) return;
    const others = earlier.length;
    const slot = { entry: entry.id, dueAt, others, decidedAt: now, decidedBy: BY, runId: null, why: null };
    if (now - dueAt > IN_TIME_MS) {
      const missed: CalendarSlot = { ...slot, state: 'missed', why: MISSED };
      if (records.claim(missed, now)) tell('missed', entry, missed, missedWords(others), BY);
      return;
    }
    const why = hindrance(entry);
    if (why !== null) {
      const waiting: CalendarSlot = { ...slot, state: 'waiting', why };
      if (records.claim(waiting, now)) tell('waits', entry, waiting, 'Due, and waits', BY);
      return;
    }
    const started = { ...slot, state: 'started', runId: randomUUID() } as const;
    if (!records.claim(started, now)) return;
    begin(entry, started, { by: BY, readOnly: false }).catch((error: unknown) =>
      log.warn('what was due could not be started', { entry: entry.id, error }),
    );
  };

  const look = () => {
    let soonest = clock.now() + LOOK_EVERY_MS;
    for (const entry of readable()) {
      if (entry.unavailable !== null) continue;
      try {
        let due = nextDue.get(entry.id);
        if (due === undefined || (due !== null && due <= clock.now())) {
          checkBegun(entry);
          const through = records.watch(entry.id, entry.fingerprint, clock.now());
          dealWith(entry, through);
          due = entry.schedule.next(clock.now());
          nextDue.set(entry.id, due);
          changes.tell();
        }
        if (due !== null) soonest = Math.min(soonest, due);
      } catch (error) {
        // The store or the journal cannot be written now: the next look tries again.
        log.warn('the calendar could not be kept', { entry: entry.id, error });
      }
    }
    cancel = clock.after(soonest - clock.now(), look);
  };
  const firstLook = async () => {
    try {
      await runbooks.prepare();
    } catch {
      // Whoever reads the entries says why.
    }
    if (cancel !== null) look();
  };
  const readable = (): CalendarEntry[] => {
    try {
      return entries();
    } catch (error) {
      log.error('the calendar cannot be read', { error });
      return [];
    }
  };

  /** What was missed and nobody has noticed yet. */
  const unnoticed = (entry: CalendarEntry): CalendarSlot | null => {
    const through = records.through(entry.id, entry.fingerprint);
    if (through === undefined || entry.unavailable !== null) return null;
    const until = clock.now() - IN_TIME_MS;
    const [dueAt, ...earlier] = until > through ? entry.schedule.between(through, until, MOST_COUNTED) : [];
    if (dueAt === undefined) return null;
    const slot = { entry: entry.id, dueAt, state: 'missed', why: MISSED, others: earlier.length } as const;
    return { ...slot, runId: null, decidedAt: clock.now(), decidedBy: BY };
  };

  const itemOf = (entry: CalendarEntry): CalendarItem => {
    const { id, runbook, title, at, words, timeZone, from, waitsBecause, unavailable } = entry;
    const offered = unnoticed(entry) ?? records.offered(id) ?? null;
    const last = records.lastRun(id);
    const run = last && runOf(last);
    return {
      ...{ id, runbook, title, at, words, timeZone, from, waitsBecause, unavailable },
      nextAt: unavailable === null ? entry.schedule.next(clock.now()) : null,
      offered: offered && {
        dueAt: offered.dueAt,
        state: offered.state === 'waiting' ? 'waiting' : 'missed',
        why: offered.why ?? MISSED,
        others: offered.others,
      },
      last:
        last && run
          ? { dueAt: last.dueAt, startedAt: run.startedAt, runId: run.id, status: run.status, why: run.why }
          : null,
    };
  };

  /** What can be decided about, noticed if it was not. */
  const offeredOf = (id: string): { entry: CalendarEntry; slot: CalendarSlot } => {
    const entry = entries().find((it) => it.id === id);
    if (entry === undefined) {
      throw new OperatorError('usage', `There is no ${id} in the calendar`, {
        hint: 'acgs runbooks calendar shows what there is.',
      });
    }
    const missed = unnoticed(entry);
    if (missed !== null && records.claim(missed, missed.dueAt)) {
      tell('missed', entry, missed, missedWords(missed.others), BY);
    }
    const slot = records.offered(id);
    if (slot) return { entry, slot };
    throw new OperatorError('usage', `Nothing of ${id} was missed or waits`, {
      hint: `To run it all the same: acgs runbooks run ${entry.runbook}`,
    });
  };
  const takenElsewhere = () => new OperatorError('conflict', 'Somebody else has decided about it just now');

  return {
    list() {
      const at = ({ nextAt }: CalendarItem) => nextAt ?? Number.MAX_SAFE_INTEGER;
      return entries()
        .map(itemOf)
        .sort((a, b) => at(a) - at(b) || (a.id < b.id ? -1 : 1));
    },
    async run(id, { readOnly }) {
      const { entry, slot } = offeredOf(id);
      const [by, runId] = [actor(), randomUUID()];
      const decided = { state: 'started', decidedAt: clock.now(), decidedBy: by, why: null } as const;
      const started = { ...slot, ...decided, runId };
      if (!records.decide(started)) throw takenElsewhere();
      await begin(entry, started, { by, readOnly });
      return { runId };
    },
    dismiss(id, note, { readOnly }) {
      const summary = `Skip ${id} in the calendar`;
      refuseInReadOnlyMode(options.ground, readOnly, { risk: 'change', summary });
      const { entry, slot } = offeredOf(id);
      const by = actor();
      const why = note === '' ? slot.why : note;
      const skipped = { ...slot, state: 'skipped', why, decidedAt: clock.now(), decidedBy: by } as const;
      if (!records.decide(skipped)) throw takenElsewhere();
      tell('skipped', entry, skipped, 'Skipped', by);
      changes.tell();
      return itemOf(entry);
    },
    subscribe(listener) {
      const stops = [changes.subscribe(listener), processes.subscribe(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    start() {
      cancel ??= clock.after(FIRST_LOOK_MS, firstLook);
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}

function missedWords(others: number): string {
  if (others === 0) return 'Missed';
  return `Missed, with ${others >= MOST_COUNTED - 1 ? 'a thousand or more' : others} before it`;
}
