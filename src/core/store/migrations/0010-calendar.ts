/**
 * The calendar. A row of calendar_entry says up to when its times were dealt with, a row of calendar_slot what became
 * of one of them: whoever inserts it has it. Times are epoch milliseconds.
 */
export const calendar = {
  name: 'calendar',
  sql: `
    CREATE TABLE calendar_entry (
      id       TEXT    PRIMARY KEY,
      -- Another one: what was due by the old one is not missed.
      schedule TEXT    NOT NULL,
      through  INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE calendar_slot (
      entry      TEXT    NOT NULL,
      due_at     INTEGER NOT NULL,
      state      TEXT    NOT NULL CHECK (state IN ('started', 'missed', 'waiting', 'skipped', 'overtaken')),
      why        TEXT,
      -- Earlier ones that were missed with it.
      others     INTEGER NOT NULL,
      -- Noted before the run is begun.
      run_id     TEXT,
      decided_at INTEGER NOT NULL,
      decided_by TEXT    NOT NULL,
      PRIMARY KEY (entry, due_at)
    ) WITHOUT ROWID;`,
};
