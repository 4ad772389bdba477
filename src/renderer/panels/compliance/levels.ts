import type { ComplianceHeadline, CompliancePart, ComplianceVerdict } from '../../../contract/compliance.ts';
import type { Level } from '../../../contract/health.ts';

/** What was found longer ago says little about now: the guides validate every day. */
export const OLD_MS = 26 * 3_600_000;

export const VERDICT_LEVELS: Record<ComplianceVerdict, Level> = {
  compliant: 'good',
  violated: 'critical',
  inconclusive: 'unknown',
};

export const PART_LEVELS: Record<CompliancePart['state'], Level> = {
  met: 'good',
  missed: 'critical',
  unknown: 'unknown',
};

/** Unknown is never green: neither what nobody looked at, nor what was fine the day before yesterday. */
export function levelOfFound(found: ComplianceHeadline | null, now: number): Level {
  if (found === null) return 'unknown';
  const level = VERDICT_LEVELS[found.verdict];
  return level === 'good' && isOld(found, now) ? 'unknown' : level;
}

export function isOld({ checkedAt }: Pick<ComplianceHeadline, 'checkedAt'>, now: number): boolean {
  return now - Date.parse(checkedAt) > OLD_MS;
}

/**
 * What counts fully is good, what counts less lacks something, and the rest nobody can tell. A service's score of
 * itself is a measure, not a check: it is good where it meets the target.
 */
export function levelOfCount(
  counts: number | null,
  { id, target }: Pick<CompliancePart, 'id' | 'target'>,
): Level {
  if (counts === null) return 'unknown';
  if (counts >= 1 || (id === 'compliance' && counts > target)) return 'good';
  return counts <= 0 ? 'critical' : 'warning';
}
