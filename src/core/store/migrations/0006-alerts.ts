/**
 * The alert book. One row for each time that a rule's condition held for one set of labels, what became of it,
 * who asked for silence, and what is to be told to whom. A transition is written in the transaction that makes it
 * true; `journaled` says that the journal has it. Times are epoch milliseconds.
 */
export const alerts = {
  name: 'alerts',
  sql: `
    CREATE TABLE alert (
      id          TEXT    PRIMARY KEY,
      -- The rule as what it says: another expression is another rule.
      rule        TEXT    NOT NULL,
      file        TEXT    NOT NULL,
      group_name  TEXT    NOT NULL,
      name        TEXT    NOT NULL,
      level       TEXT    NOT NULL CHECK (level IN ('info', 'warning', 'critical', 'emergency')),
      -- JSON, names in order: what the alert is recognised by.
      labels      TEXT    NOT NULL,
      annotations TEXT    NOT NULL,
      -- dropped: was pending, and its condition ceased before it fired.
      state       TEXT    NOT NULL CHECK (state IN ('pending', 'firing', 'resolved', 'dropped')),
      value       REAL,
      active_at   INTEGER NOT NULL,
      fired_at    INTEGER,
      ended_at    INTEGER,
      -- Nobody has measured what it goes by since; null while somebody does.
      blind_since INTEGER,
      acked_by    TEXT,
      acked_at    INTEGER,
      ack_note    TEXT,
      -- How far up the path it was escalated.
      escalated   INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX alert_open ON alert (rule, labels) WHERE state IN ('pending', 'firing');
    CREATE INDEX alert_by_end ON alert (ended_at);
    CREATE INDEX alert_by_start ON alert (rule, labels, fired_at);

    CREATE TABLE alert_transition (
      id        INTEGER PRIMARY KEY AUTOINCREMENT,
      -- Null for what concerns no single alert: a silence.
      alert     TEXT,
      silence   TEXT,
      at        INTEGER NOT NULL,
      kind      TEXT    NOT NULL,
      actor     TEXT    NOT NULL,
      level     TEXT    NOT NULL,
      -- One sentence.
      words     TEXT    NOT NULL,
      -- 0: not yet. 2: a process is about to. 1: the journal has it.
      journaled INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX alert_transition_open ON alert_transition (id) WHERE journaled <> 1;
    CREATE INDEX alert_transition_by_time ON alert_transition (at);
    CREATE INDEX alert_transition_by_alert ON alert_transition (alert, at);

    CREATE TABLE alert_silence (
      id         TEXT    PRIMARY KEY,
      matchers   TEXT    NOT NULL,
      reason     TEXT    NOT NULL,
      created_by TEXT    NOT NULL,
      created_at INTEGER NOT NULL,
      until_at   INTEGER NOT NULL,
      ended_at   INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX alert_silence_open ON alert_silence (until_at) WHERE ended_at IS NULL;

    -- A message to one receiver. 'sending' is synced before the first byte leaves: of one that a process left so,
    -- nobody knows whether it arrived, and it is not sent again.
    CREATE TABLE alert_message (
      id         TEXT    PRIMARY KEY,
      receiver   TEXT    NOT NULL,
      body       TEXT    NOT NULL,
      created_at INTEGER NOT NULL,
      due_at     INTEGER NOT NULL,
      attempts   INTEGER NOT NULL DEFAULT 0,
      state      TEXT    NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'given-up', 'unknown')),
      problem    TEXT,
      ended_at   INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX alert_message_open ON alert_message (due_at) WHERE state IN ('waiting', 'sending');
    CREATE INDEX alert_message_by_time ON alert_message (created_at);

    -- Nobody is told of one transition twice.
    CREATE TABLE alert_told (
      receiver   TEXT    NOT NULL,
      transition INTEGER NOT NULL,
      message    TEXT    NOT NULL,
      PRIMARY KEY (receiver, transition)
    ) WITHOUT ROWID;

    -- Of several processes on one store, one evaluates the rules.
    CREATE TABLE alert_evaluator (
      place        INTEGER PRIMARY KEY CHECK (place = 1),
      process_id   INTEGER NOT NULL,
      host         TEXT    NOT NULL,
      heartbeat_at INTEGER NOT NULL,
      evaluated_at INTEGER
    );
  `,
};
