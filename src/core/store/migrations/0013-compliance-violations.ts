/** Violations of the constitution, and what became of each. Times are epoch milliseconds. */
export const complianceViolations = {
  name: 'compliance-violations',
  sql: `
    CREATE TABLE compliance_violation (
      id          TEXT    PRIMARY KEY,
      component   TEXT    NOT NULL,
      rule        TEXT    NOT NULL,
      severity    TEXT    NOT NULL CHECK (severity IN ('critical', 'warning')),
      -- Who saw it: a check of a validation, a service's own counter, or the compliance log.
      source      TEXT    NOT NULL CHECK (source IN ('check', 'counter', 'log')),
      says        TEXT    NOT NULL,
      state       TEXT    NOT NULL CHECK (state IN ('open', 'assigned', 'investigating', 'fixed', 'verified')),
      assignee    TEXT,
      detected_at INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL,
      -- How often it was seen.
      sightings   INTEGER NOT NULL,
      -- When it was seen to be over.
      verified_at INTEGER
    ) WITHOUT ROWID;
    -- One at a time is not over.
    CREATE UNIQUE INDEX compliance_violation_open ON compliance_violation (component, rule) WHERE state <> 'verified';
    CREATE INDEX compliance_violation_detected ON compliance_violation (detected_at);

    CREATE TABLE compliance_violation_step (
      id        INTEGER PRIMARY KEY,
      violation TEXT    NOT NULL REFERENCES compliance_violation (id),
      at        INTEGER NOT NULL,
      actor     TEXT    NOT NULL,
      state     TEXT    NOT NULL,
      words     TEXT    NOT NULL
    );
    CREATE INDEX compliance_violation_step_of ON compliance_violation_step (violation);`,
};
