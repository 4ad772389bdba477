import type { StoreDatabase } from '../database.ts';

/** Why rules could not be evaluated when they last were, by the hash of what each says. */
export interface RuleProblems {
  all(): ReadonlyMap<string, string>;
  /** What came of evaluating these: a sentence, or null where nothing is wrong. Writes what has changed. */
  put(found: ReadonlyMap<string, string | null>): void;
  /** Forgets what was wrong with other rules than these. */
  keepOnly(rules: ReadonlySet<string>): void;
}

export function createRuleProblems(database: StoreDatabase): RuleProblems {
  const all = database.prepare<[], { rule: string; problem: string }>(
    'SELECT rule, problem FROM alert_rule_problem',
  );
  const put = database.prepare<[string, string]>(
    `INSERT INTO alert_rule_problem (rule, problem) VALUES (?, ?)
     ON CONFLICT (rule) DO UPDATE SET problem = excluded.problem`,
  );
  const remove = database.prepare<[string]>('DELETE FROM alert_rule_problem WHERE rule = ?');
  const read = () => new Map(all.all().map(({ rule, problem }) => [rule, problem]));
  return {
    all: read,
    put(found) {
      const known = read();
      for (const [rule, problem] of found) {
        if (problem === (known.get(rule) ?? null)) continue;
        if (problem === null) remove.run(rule);
        else put.run(rule, problem);
      }
    },
    keepOnly(rules) {
      for (const rule of read().keys()) if (!rules.has(rule)) remove.run(rule);
    },
  };
}
