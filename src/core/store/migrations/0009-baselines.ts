/**
 * Performance baselines. A measured revision stays as it was; which one comparisons go by is a history of its own, so
 * that an earlier one can be put back and any past moment can be read. Times are epoch milliseconds.
 */
export const baselines = {
  name: 'baselines',
  sql: `
    CREATE TABLE baseline_revision (
      name        TEXT    NOT NULL,
      revision    INTEGER NOT NULL,
      recorded_at INTEGER NOT NULL,
      recorded_by TEXT    NOT NULL,
      -- JSON: the window, and each figure with its distribution.
      content     TEXT    NOT NULL,
      PRIMARY KEY (name, revision)
    ) WITHOUT ROWID;

    CREATE TABLE baseline_choice (
      id       INTEGER PRIMARY KEY AUTOINCREMENT,
      name     TEXT    NOT NULL,
      -- Null: from then on there is none of this name.
      revision INTEGER,
      at       INTEGER NOT NULL,
      actor    TEXT    NOT NULL
    );
    CREATE INDEX baseline_choice_by_name ON baseline_choice (name, at);`,
};
