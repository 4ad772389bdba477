/** The score of compliance and its parts by the hour, kept longer than the rest of the record: a year is shown. */
export const complianceHours = {
  name: 'compliance hours',
  sql: `
    CREATE TABLE compliance_hour (
      -- The score, or a part's id.
      figure   TEXT    NOT NULL,
      -- Start of the hour, epoch milliseconds.
      at       INTEGER NOT NULL,
      n        INTEGER NOT NULL,
      -- At least so much, and at most so much; 0 to 1.
      low_min  REAL    NOT NULL,
      low_sum  REAL    NOT NULL,
      low_max  REAL    NOT NULL,
      high_min REAL    NOT NULL,
      high_sum REAL    NOT NULL,
      high_max REAL    NOT NULL,
      PRIMARY KEY (figure, at)
    ) WITHOUT ROWID;`,
};
