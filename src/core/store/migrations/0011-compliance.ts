/** What validations of compliance found: the figures to be listed, and all of their evidence. */
export const compliance = {
  name: 'compliance',
  sql: `
    CREATE TABLE compliance_assessment (
      id         TEXT    PRIMARY KEY,
      -- Epoch milliseconds.
      checked_at INTEGER NOT NULL,
      mode       TEXT    NOT NULL CHECK (mode IN ('quick', 'production', 'emergency', 'daily')),
      verdict    TEXT    NOT NULL CHECK (verdict IN ('compliant', 'violated', 'inconclusive')),
      -- At least so much, 0 to 1; null when nothing was known.
      score      REAL,
      -- JSON, deflated.
      content    BLOB    NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX compliance_assessment_at ON compliance_assessment (checked_at);`,
};
