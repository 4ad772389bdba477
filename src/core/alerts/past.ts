import type { AlertRecords, StoredAlert } from '../store/alerts/index.ts';

/** How long a resolved alert is listed with those that are not. */
export const RECENTLY_MS = 3_600_000;

/** The alerts as they stood at a moment, from the record alone. */
export function alertsAsOf(records: AlertRecords, at: number): StoredAlert[] {
  return records.asOf(at, at - RECENTLY_MS).flatMap((alert): StoredAlert[] => {
    const { firedAt, endedAt } = alert;
    const hasFired = firedAt !== null && firedAt <= at;
    const hasEnded = endedAt !== null && endedAt <= at;
    if (hasEnded && !hasFired) return [];
    const history = records.transitionsOf(alert.id).filter((it) => it.at <= at);
    const answer = history.findLast(({ kind }) => kind === 'acknowledged' || kind === 're-opened');
    const isAcknowledged = answer?.kind === 'acknowledged';
    return [
      {
        ...alert,
        state: hasEnded ? 'resolved' : hasFired ? 'firing' : 'pending',
        firedAt: hasFired ? firedAt : null,
        endedAt: hasEnded ? endedAt : null,
        blindSince: alert.blindSince !== null && alert.blindSince <= at ? alert.blindSince : null,
        ackedBy: isAcknowledged ? answer.actor : null,
        ackedAt: isAcknowledged ? answer.at : null,
        ackNote: isAcknowledged ? alert.ackNote : null,
        escalated: history.filter(({ kind }) => kind === 'escalated').length,
      },
    ];
  });
}
