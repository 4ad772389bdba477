/**
 * The people who work here, what they asked each other to approve, and what was done without asking. A
 * row is a place to keep what was signed, not a reason to believe it: contents and decisions are the
 * signed texts themselves, and are verified whenever they are used. Times are epoch milliseconds.
 */
export const operatorsAndApprovals = {
  name: 'operators-and-approvals',
  sql: `
    CREATE TABLE operator (
      -- The beginning of the public key's SHA-256, so that a row cannot be given another key.
      id         TEXT    PRIMARY KEY,
      name       TEXT    NOT NULL,
      -- The name as names are compared: nobody shall pass for somebody else by a capital letter.
      name_key   TEXT    NOT NULL,
      public_key TEXT    NOT NULL,
      key_place  TEXT    NOT NULL CHECK (key_place IN ('key-store', 'passphrase', 'elsewhere')),
      created_at INTEGER NOT NULL,
      retired_at INTEGER
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX operator_by_name ON operator (name_key) WHERE retired_at IS NULL;

    CREATE TABLE approval (
      id                 TEXT    PRIMARY KEY,
      -- What the approval is looked up by.
      preview_hash       TEXT    NOT NULL,
      requested_at       INTEGER NOT NULL,
      request            TEXT    NOT NULL,
      request_signature  TEXT    NOT NULL,
      decision           TEXT,
      decision_signature TEXT,
      closed             TEXT    CHECK (closed IN ('expired', 'withdrawn', 'used')),
      closed_at          INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX approval_by_preview ON approval (preview_hash);
    CREATE INDEX approval_by_time ON approval (requested_at);

    CREATE TABLE broken_glass (
      id               TEXT    PRIMARY KEY,
      at               INTEGER NOT NULL,
      act              TEXT    NOT NULL,
      review           TEXT,
      review_signature TEXT
    ) WITHOUT ROWID;
    CREATE INDEX broken_glass_by_time ON broken_glass (at);
  `,
};
