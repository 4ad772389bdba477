import type { SystemJudgement } from './judge.ts';
import type { Target } from './targets.ts';

export type Verdict = 'pass' | 'fail' | 'unknown';

/** One of the four lines of the handover guide's morning health check, or its honest negative; hosts put the mark. */
export interface Line {
  state: Verdict;
  text: string;
}

/** Bad wins over unknown, unknown over good: what is not known is never a pass. */
export function verdictOf(lines: readonly Line[]): Verdict {
  if (lines.some((line) => line.state === 'fail')) return 'fail';
  return lines.every((line) => line.state === 'pass') ? 'pass' : 'unknown';
}

/**
 * The handover guide's critical conditions as they stand now ("Key Alerts to Watch"): a core service
 * down, the database unreachable, a target beyond its critical limit, a hash that does not match. When
 * half of the configured systems or more are down at once it is the guide's EMERGENCY.
 */
export function criticalConditions(
  systems: readonly SystemJudgement[],
  targets: readonly Target[],
): { critical: number; emergency: number } {
  const configured = systems.filter((system) => system.status !== 'not-configured');
  const down = configured.filter((system) => system.status === 'down');
  const critical =
    down.length +
    configured.filter((system) => system.hash === 'mismatch').length +
    targets.filter((target) => target.level === 'critical').length;
  const systemWide = configured.length > 1 && down.length * 2 >= configured.length;
  return { critical, emergency: systemWide ? 1 : 0 };
}
