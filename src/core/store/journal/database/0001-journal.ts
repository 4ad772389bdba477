/**
 * The journal but for its inner nodes. An entry is one row: its canonical JSON, and its leaf hash; 0002-tree.ts says what
 * else may be in `nodes`. Nothing here is derived from anything else but the hashes; what a search needs is in a file of
 * its own.
 */
export const journal = {
  name: 'journal',
  sql: `
    CREATE TABLE entry (
      idx   INTEGER PRIMARY KEY,
      data  TEXT NOT NULL,
      nodes BLOB NOT NULL
    );
    CREATE TABLE checkpoint (
      size INTEGER PRIMARY KEY,
      note TEXT NOT NULL
    );
    CREATE TABLE verifier_key (
      key   TEXT PRIMARY KEY,
      since INTEGER NOT NULL
    );
    CREATE TABLE property (
      name  TEXT PRIMARY KEY,
      value TEXT NOT NULL
    );
  `,
};
