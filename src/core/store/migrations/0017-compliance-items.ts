/** What each item of a part counted over time: a row for as long as it counted the same. */
export const complianceItems = {
  name: 'compliance items',
  sql: `
    CREATE TABLE compliance_item_run (
      part     TEXT    NOT NULL,
      item     TEXT    NOT NULL,
      -- The first and the last hour of it, epoch milliseconds of their starts.
      from_at  INTEGER NOT NULL,
      until_at INTEGER NOT NULL,
      title    TEXT    NOT NULL,
      -- At least so much, and at most so much; 0 to 1, in hundredths.
      low      REAL    NOT NULL,
      high     REAL    NOT NULL,
      PRIMARY KEY (part, item, from_at)
    ) WITHOUT ROWID;
    CREATE INDEX compliance_item_run_age ON compliance_item_run (until_at);`,
};
