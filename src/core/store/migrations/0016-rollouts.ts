/**
 * What is measured while a stage of a rollout is watched, and what people said to it. `due_at` is the time for which a
 * measurement was taken: there is one of each. Times are epoch milliseconds.
 */
export const rollouts = {
  name: 'rollouts',
  sql: `
    CREATE TABLE rollout_measurement (
      id         INTEGER PRIMARY KEY,
      process    TEXT    NOT NULL,
      step       TEXT    NOT NULL,
      check_name TEXT    NOT NULL,
      due_at     INTEGER NOT NULL,
      at         INTEGER NOT NULL,
      value      REAL,
      outcome    TEXT    NOT NULL CHECK (outcome IN ('pass', 'fail', 'inconclusive')),
      is_error   INTEGER NOT NULL CHECK (is_error IN (0, 1)),
      words      TEXT    NOT NULL,
      UNIQUE (process, step, check_name, due_at)
    );

    CREATE TABLE rollout_word (
      id      INTEGER PRIMARY KEY AUTOINCREMENT,
      process TEXT    NOT NULL,
      -- Of which step's watching; null: of the whole.
      step    TEXT,
      at      INTEGER NOT NULL,
      kind    TEXT    NOT NULL CHECK (kind IN (
        'asked', 'watch-on', 'promoted', 'promoted-full', 'paused', 'resumed', 'superseded')),
      by      TEXT    NOT NULL,
      words   TEXT    NOT NULL
    );
    CREATE INDEX rollout_word_of ON rollout_word (process);`,
};
