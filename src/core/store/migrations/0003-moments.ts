/**
 * Makes any past moment cheap to read. Facets get a table of their own, so that the whole board at a
 * moment is one seek a facet and not a walk over every fact. Tables of the cluster, thousands of rows
 * that come and go, are kept as keyframes (the whole table) and the changes after them.
 */
export const moments = {
  name: 'moments',
  sql: `
    CREATE TABLE facet (
      id      INTEGER PRIMARY KEY,
      subject TEXT NOT NULL,
      name    TEXT NOT NULL,
      UNIQUE (subject, name)
    );
    INSERT INTO facet (subject, name) SELECT DISTINCT subject, facet FROM fact ORDER BY subject, facet;

    CREATE TABLE fact_of_facet (
      id           INTEGER PRIMARY KEY,
      facet_id     INTEGER NOT NULL REFERENCES facet (id),
      value        TEXT    NOT NULL,
      observed_at  INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL
    );
    INSERT INTO fact_of_facet (id, facet_id, value, observed_at, last_seen_at)
      SELECT fact.id, facet.id, value, observed_at, last_seen_at
      FROM fact JOIN facet ON facet.subject = fact.subject AND facet.name = fact.facet
      ORDER BY fact.id;
    DROP TABLE fact;
    ALTER TABLE fact_of_facet RENAME TO fact;
    CREATE INDEX fact_by_facet ON fact (facet_id, observed_at);

    CREATE TABLE table_record (
      id   INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    );
    CREATE TABLE table_change (
      id         INTEGER PRIMARY KEY,
      record_id  INTEGER NOT NULL REFERENCES table_record (id),
      session    TEXT    NOT NULL,
      at         INTEGER NOT NULL,
      keyframe   INTEGER NOT NULL,
      data       BLOB    NOT NULL
    );
    CREATE INDEX table_change_by_time ON table_change (record_id, at);
    CREATE TABLE tally (
      name TEXT    PRIMARY KEY,
      n    INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO tally (name, n) SELECT 'sample', count(*) FROM sample;
    CREATE INDEX table_keyframe_by_time ON table_change (record_id, session, at) WHERE keyframe = 1;
  `,
};
