/**
 * One row for each operation that is being carried out, under the target it holds. `begun_at` is set,
 * and synced, before the first byte of the change is sent: a row whose owner is gone and that has it
 * stands for a change of which nobody knows whether it happened. Times are epoch milliseconds.
 */
export const operationLocks = {
  name: 'operation-locks',
  sql: `
    CREATE TABLE operation_lock (
      target       TEXT    PRIMARY KEY,
      operation_id TEXT    NOT NULL UNIQUE,
      kind         TEXT    NOT NULL,
      summary      TEXT    NOT NULL,
      actor        TEXT    NOT NULL,
      process_id   INTEGER NOT NULL,
      host         TEXT    NOT NULL,
      acquired_at  INTEGER NOT NULL,
      heartbeat_at INTEGER NOT NULL,
      begun_at     INTEGER
    ) WITHOUT ROWID;
  `,
};
