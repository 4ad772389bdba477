import { toIso } from '../../kernel/clock.ts';
import type { Check } from '../checks.ts';

/** A rule as far as it matters whether it can fire. */
export interface WatchRule {
  name: string;
  expression: string;
  state: 'good' | 'stale' | 'blind' | 'failing' | 'waiting';
  why: string | null;
}

const RULES = 'alert rules';

/** That something is watched: at least one rule goes by it, and it can fire. */
export function watchedBy(rules: readonly WatchRule[], what: string, series: RegExp, at: number): Check {
  const about = { source: RULES, expected: `a rule watches ${what}`, at };
  const watching = rules.filter(({ expression }) => series.test(expression));
  const awake = watching.filter(({ state }) => state === 'good' || state === 'waiting');
  const [first] = awake;
  if (first !== undefined) return { ...about, value: 1, says: `${first.name} watches ${what}` };
  const [asleep] = watching;
  if (asleep === undefined) return { ...about, value: 0, says: `no rule watches ${what}` };
  // A rule that waits for what is not measured at the moment may see again; one that is blind or fails does not.
  const value = asleep.state === 'stale' ? null : 0;
  return { ...about, value, says: `${asleep.name}: ${lower(asleep.why ?? 'it cannot fire')}` };
}

/** Performance monitoring: what has to be fast and right is measured, and rules go by it. */
export function monitoringChecks(
  rules: readonly WatchRule[],
  measuredAt: number | null,
  now: number,
): Check[] {
  return [
    watchedBy(rules, 'response time', /response-time/, now),
    watchedBy(rules, 'the error rate', /error-rate/, now),
    watchedBy(rules, 'whether services answer', /probe_up/, now),
    watchedBy(rules, 'the accuracy of models', /model[-_]accuracy/, now),
    {
      source: 'recorded samples',
      expected: 'pages of metrics are being read',
      value: measuredAt === null ? null : 1,
      says:
        measuredAt === null
          ? 'no page of metrics was read lately'
          : `pages of metrics were read at ${toIso(measuredAt)}`,
      at: measuredAt,
    },
  ];
}

/** A sentence as a part of another one. */
function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
