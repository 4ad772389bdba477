/**
 * The whole journal. An entry is one row: its canonical JSON, and the nodes of the tree that became
 * complete with it, lowest first, 32 bytes each. The node over the leaves `i * 2^level` to
 * `(i + 1) * 2^level - 1` is therefore in the row of the last of them, at `level * 32`. Nothing here is
 * derived from anything else but these nodes; what a search needs is in a file of its own.
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
