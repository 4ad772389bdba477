import { type StoreDatabase, synced } from '../database.ts';

/** `waiting`: for somebody to start it. `overtaken`: it was offered, and a later one came. */
export type SlotState = 'started' | 'missed' | 'waiting' | 'skipped' | 'overtaken';

/** A time at which something was due. Times are epoch milliseconds. */
export interface CalendarSlot {
  entry: string;
  dueAt: number;
  state: SlotState;
  why: string | null;
  /** Earlier ones that were missed with it. */
  others: number;
  /** Of the run that makes up for it or is it; there may be none of this id yet. */
  runId: string | null;
  decidedAt: number;
  decidedBy: string;
}

export interface CalendarRecords {
  /** Up to when its times are dealt with; undefined: nobody has watched it yet, or by another schedule. */
  through(entry: string, schedule: string): number | undefined;
  /** From now on its times count, if they do not already. Gives up to when they are dealt with. */
  watch(entry: string, schedule: string, now: number): number;
  /**
   * Takes a time that is due, and overtakes what is offered of earlier ones. False when somebody else has it. Synced.
   *
   * @param through everything up to here is dealt with by it
   */
  claim(slot: CalendarSlot, through: number): boolean;
  /** Decides about what is offered, missed or waiting; false when somebody else did. Synced. */
  decide(slot: CalendarSlot): boolean;
  /** A run that was noted did not come to be. Synced. */
  giveBack(slot: CalendarSlot): boolean;
  /** What is offered to be made up for. */
  offered(entry: string): CalendarSlot | undefined;
  lastRun(entry: string): CalendarSlot | undefined;
  /** Another one after anything changed, in this process or another. */
  stamp(): string;
}

const COLUMNS = `entry, due_at AS dueAt, state, why, others, run_id AS runId, decided_at AS decidedAt,
  decided_by AS decidedBy`;
const DECISION = `state = @state, why = @why, run_id = @runId, decided_at = @decidedAt, decided_by = @decidedBy`;

export function createCalendarRecords(database: StoreDatabase): CalendarRecords {
  const through = database
    .prepare<[string, string], number>('SELECT through FROM calendar_entry WHERE id = ? AND schedule = ?')
    .pluck();
  const watch = database.prepare<[string, string, number]>(
    `INSERT INTO calendar_entry (id, schedule, through) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET schedule = excluded.schedule, through = excluded.through
     WHERE schedule <> excluded.schedule`,
  );
  const insert = database.prepare<CalendarSlot>(
    `INSERT INTO calendar_slot (entry, due_at, state, why, others, run_id, decided_at, decided_by)
     VALUES (@entry, @dueAt, @state, @why, @others, @runId, @decidedAt, @decidedBy) ON CONFLICT DO NOTHING`,
  );
  const dealtWith = database.prepare<[number, string]>(
    'UPDATE calendar_entry SET through = max(through, ?) WHERE id = ?',
  );
  const overtake = database.prepare<[string, number]>(
    `UPDATE calendar_slot SET state = 'overtaken' WHERE entry = ? AND due_at < ? AND state IN ('missed', 'waiting')`,
  );
  const decide = database.prepare<CalendarSlot>(
    `UPDATE calendar_slot SET ${DECISION}
     WHERE entry = @entry AND due_at = @dueAt AND state IN ('missed', 'waiting')`,
  );
  const giveBack = database.prepare<CalendarSlot>(
    `UPDATE calendar_slot SET state = @state, why = @why, run_id = NULL, decided_at = @decidedAt
     WHERE entry = @entry AND due_at = @dueAt AND state = 'started' AND run_id = @runId`,
  );
  const offered = database.prepare<[string], CalendarSlot>(
    `SELECT ${COLUMNS} FROM calendar_slot WHERE entry = ? AND state IN ('missed', 'waiting')
     ORDER BY due_at DESC LIMIT 1`,
  );
  const lastRun = database.prepare<[string], CalendarSlot>(
    `SELECT ${COLUMNS} FROM calendar_slot WHERE entry = ? AND run_id IS NOT NULL ORDER BY decided_at DESC LIMIT 1`,
  );
  const stamp = database
    .prepare<[], string>(
      `SELECT (SELECT count(*) || ' ' || coalesce(sum(through), 0) FROM calendar_entry) || ' ' ||
         (SELECT count(*) || ' ' || coalesce(sum(decided_at), 0) || ' ' || count(run_id) FROM calendar_slot)`,
    )
    .pluck();
  const claimAll = database.transaction((slot: CalendarSlot, upTo: number) => {
    dealtWith.run(upTo, slot.entry);
    if (insert.run(slot).changes === 0) return false;
    overtake.run(slot.entry, slot.dueAt);
    return true;
  });
  return {
    through: (entry, schedule) => through.get(entry, schedule),
    watch(entry, schedule, now) {
      watch.run(entry, schedule, now);
      return through.get(entry, schedule) ?? now;
    },
    claim: (slot, upTo) => synced(database, () => claimAll.immediate(slot, upTo)),
    decide: (slot) => synced(database, () => decide.run(slot).changes === 1),
    giveBack: (slot) => synced(database, () => giveBack.run(slot).changes === 1),
    offered: (entry) => offered.get(entry),
    lastRun: (entry) => lastRun.get(entry),
    stamp: () => stamp.get() ?? '',
  };
}
