/**
 * What a search needs, derived from the journal and made again whenever it does not belong to it. The
 * text is not kept a second time: an entry that is found is read from the journal.
 */
export const search = {
  name: 'search',
  sql: `
    CREATE TABLE indexed (
      idx     INTEGER PRIMARY KEY,
      at      INTEGER,
      actor   TEXT NOT NULL,
      kind    TEXT NOT NULL,
      subject TEXT NOT NULL
    );
    CREATE INDEX indexed_by_time ON indexed (at, idx);
    CREATE INDEX indexed_by_actor ON indexed (actor, idx);
    CREATE INDEX indexed_by_kind ON indexed (kind, idx);
    CREATE INDEX indexed_by_subject ON indexed (subject, idx);
    CREATE VIRTUAL TABLE word USING fts5 (text, content = '', detail = none, tokenize = 'unicode61');
    CREATE TABLE state (
      id        INTEGER PRIMARY KEY CHECK (id = 1),
      last_leaf BLOB NOT NULL
    );
  `,
};
