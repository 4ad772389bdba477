/**
 * A fact is valid from `observed_at` to `last_seen_at`: the second is the heartbeat that tells
 * "unchanged" from "not looked at". Times are epoch milliseconds.
 */
export const factsAndSamples = {
  name: 'facts-and-samples',
  sql: `
    CREATE TABLE fact (
      id           INTEGER PRIMARY KEY,
      subject      TEXT    NOT NULL,
      facet        TEXT    NOT NULL,
      value        TEXT    NOT NULL,
      observed_at  INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL
    );
    CREATE INDEX fact_by_subject ON fact (subject, facet, observed_at);
    CREATE INDEX fact_by_time ON fact (observed_at);

    CREATE TABLE series (
      id     INTEGER PRIMARY KEY,
      name   TEXT NOT NULL,
      labels TEXT NOT NULL,
      UNIQUE (name, labels)
    );
    CREATE TABLE sample (
      series_id INTEGER NOT NULL REFERENCES series (id),
      at        INTEGER NOT NULL,
      value     REAL    NOT NULL,
      PRIMARY KEY (series_id, at)
    ) WITHOUT ROWID;
  `,
};
