import type { Check } from '../checks.ts';
import { type WatchRule, watchedBy } from '../dgm/monitoring.ts';
import { complianceWatched } from '../dgm/validation.ts';

/** Compliance monitoring: scores and violations are being measured, and rules go by them. */
export function complianceMonitoringChecks(of: {
  /** When a service last showed its score, and its violations; null: none did lately. */
  scoresAt: number | null;
  violationsAt: number | null;
  rules: readonly WatchRule[];
  now: number;
}): Check[] {
  const { scoresAt, violationsAt, rules, now } = of;
  return [
    measured('acgs_constitutional_compliance_score', 'scores', scoresAt),
    measured('acgs_constitutional_violations_total', 'violations', violationsAt),
    complianceWatched(rules, now),
    watchedBy(rules, 'the constitutional hash', /constitutional_hash_match/, now),
  ];
}

function measured(series: string, what: string, at: number | null): Check {
  return {
    source: series,
    expected: `${what} of services are measured`,
    value: at === null ? null : 1,
    says: at === null ? `no service has shown ${what} lately` : `services show their ${what}`,
    at,
  };
}
