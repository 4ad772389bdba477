import type { StoredAlert } from '../../store/alerts/index.ts';
import type { Answered } from './people.ts';

/**
 * Alerts of a period whose time to answer is over, and how many of them were answered within it. One that ended by
 * itself before its time was over had not to be answered.
 */
export function answeredInTime(
  alerts: readonly StoredAlert[],
  responseMs: (level: StoredAlert['level']) => number | null,
  { since, now }: { since: number; now: number },
): Answered {
  const answered: Answered = { due: 0, inTime: 0 };
  for (const { level, firedAt, ackedAt, endedAt } of alerts) {
    const most = responseMs(level);
    if (firedAt === null || firedAt < since || most === null) continue;
    const dueAt = firedAt + most;
    const isInTime = ackedAt !== null && ackedAt <= dueAt;
    if (!isInTime && Math.min(now, endedAt ?? now) <= dueAt) continue;
    answered.due += 1;
    if (isInTime) answered.inTime += 1;
  }
  return answered;
}
