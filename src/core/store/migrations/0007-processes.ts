/**
 * Durable processes. A row says what a process is and who drives it, a row of process_step what became of a step.
 * Both follow from the entries of the journal; `journal_index` is that of the last one they hold. Times are epoch
 * milliseconds.
 */
export const processes = {
  name: 'processes',
  sql: `
    CREATE TABLE process_definition (
      hash       TEXT PRIMARY KEY,
      definition TEXT NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE process (
      id              TEXT    PRIMARY KEY,
      kind            TEXT    NOT NULL,
      name            TEXT    NOT NULL,
      title           TEXT    NOT NULL,
      definition_hash TEXT    NOT NULL REFERENCES process_definition (hash),
      parameters      TEXT    NOT NULL,
      agreement       TEXT    NOT NULL CHECK (agreement IN ('each', 'given')),
      started_at      INTEGER NOT NULL,
      started_by      TEXT    NOT NULL,
      touched_at      INTEGER NOT NULL,
      paused          TEXT,
      stopping        TEXT,
      ended           TEXT,
      ended_at        INTEGER,
      journal_index   INTEGER NOT NULL,
      -- Who drives it; null: nobody.
      owner_process   INTEGER,
      owner_host      TEXT,
      heartbeat_at    INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX process_open ON process (started_at) WHERE ended_at IS NULL;
    CREATE INDEX process_by_start ON process (started_at);

    CREATE TABLE process_step (
      process TEXT NOT NULL,
      step    TEXT NOT NULL,
      state   TEXT NOT NULL,
      PRIMARY KEY (process, step)
    ) WITHOUT ROWID;

    -- What another process asks of the one that drives: an answer, a pause, a stop.
    CREATE TABLE process_signal (
      id      INTEGER PRIMARY KEY AUTOINCREMENT,
      process TEXT    NOT NULL,
      at      INTEGER NOT NULL,
      signal  TEXT    NOT NULL
    );
    CREATE INDEX process_signal_of ON process_signal (process);
  `,
};
