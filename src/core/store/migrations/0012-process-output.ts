/**
 * What the steps of a process under way last told, for those who look on from another process; gone when it has ended.
 * `lines` is JSON, `at` epoch milliseconds.
 */
export const processOutput = {
  name: 'process-output',
  sql: `
    CREATE TABLE process_output (
      process TEXT    PRIMARY KEY,
      at      INTEGER NOT NULL,
      lines   TEXT    NOT NULL
    ) WITHOUT ROWID;`,
};
