/**
 * Samples by series and not by row. What is recorded goes into the log, one row for each moment and group
 * of series; when a group has enough of it, it becomes chunks, packed. Chunks of a `width_ms` are what is
 * left of older ones, by the minute and by the hour. Samples of earlier versions stay where they are, under
 * another name, until they have been packed, a day of a series at a time. Times are epoch milliseconds.
 */
export const sampleChunks = {
  name: 'sample-chunks',
  sql: `
    CREATE TABLE sample_log (
      id           INTEGER PRIMARY KEY AUTOINCREMENT,
      series_group INTEGER NOT NULL,
      at           INTEGER NOT NULL,
      data         BLOB    NOT NULL
    );
    CREATE INDEX sample_log_by_group ON sample_log (series_group, id);

    CREATE TABLE sample_chunk (
      id        INTEGER PRIMARY KEY,
      series_id INTEGER NOT NULL,
      width_ms  INTEGER NOT NULL,
      from_at   INTEGER NOT NULL,
      to_at     INTEGER NOT NULL,
      count     INTEGER NOT NULL,
      data      BLOB    NOT NULL
    );
    CREATE INDEX sample_chunk_by_series ON sample_chunk (series_id, width_ms, from_at);
    CREATE INDEX sample_chunk_by_end ON sample_chunk (to_at) WHERE width_ms = 0;
    CREATE INDEX sample_minutes_by_end ON sample_chunk (to_at) WHERE width_ms = 60000;
    CREATE INDEX sample_hours_by_end ON sample_chunk (to_at) WHERE width_ms = 3600000;

    ALTER TABLE series ADD COLUMN source TEXT NOT NULL DEFAULT '';
    ALTER TABLE series ADD COLUMN is_counter INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE metric_family (
      name TEXT PRIMARY KEY,
      type TEXT NOT NULL,
      unit TEXT NOT NULL,
      help TEXT NOT NULL
    ) WITHOUT ROWID;

    ALTER TABLE sample RENAME TO sample_before;
    -- Counts how often anything was taken out of the log: who has read it must read it anew.
    INSERT INTO tally (name, n) VALUES ('sample-log-cuts', 0);
  `,
};
