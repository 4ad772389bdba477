/** Rules that could not be evaluated when they last were: who looks on from another process has to know. */
export const ruleProblems = {
  name: 'rule-problems',
  sql: `
    CREATE TABLE alert_rule_problem (
      rule    TEXT PRIMARY KEY,
      problem TEXT NOT NULL
    ) WITHOUT ROWID;
  `,
};
