import type { PostgresConnection } from '../../connect/postgres.ts';

/** What a look at the database found. */
export interface DatabaseCheck {
  /** `unknown` when nobody can tell. */
  verdict: 'pass' | 'fail' | 'unknown';
  figures: Readonly<Record<string, number | null>>;
  /** One sentence each. */
  findings: readonly Finding[];
}

export interface Finding {
  verdict: DatabaseCheck['verdict'];
  says: string;
}

export interface CheckLimits {
  /** For each statement. */
  timeoutMs: number;
  signal: AbortSignal;
}

export type Query = PostgresConnection['query'];

/** Bad wins over unknown. */
export function checkOf(findings: readonly Finding[], figures: DatabaseCheck['figures']): DatabaseCheck {
  const has = (verdict: Finding['verdict']) => findings.some((it) => it.verdict === verdict);
  return { verdict: has('fail') ? 'fail' : has('unknown') ? 'unknown' : 'pass', figures, findings };
}
