import type { AlertRecords, StoredTransition } from '../store/alerts/index.ts';
import { alertWords, CONTROL_CENTER, spanWords } from './book.ts';
import { contactOf, dueAt, pathOf } from './escalation.ts';
import type { Urgency } from './levels.ts';
import { matcherWords } from './silences.ts';
import { type AlertView, isUnanswered } from './view.ts';

/** What happens to alerts by the mere passing of time. */
export interface Escalations {
  /** Calls the next one for every alert that nobody has answered in time. */
  callNext(views: readonly AlertView[], now: number): StoredTransition[];
  endSilences(now: number): StoredTransition[];
}

export function createEscalations(options: {
  records: AlertRecords;
  urgency: Urgency;
  contacts: Readonly<Record<string, unknown>>;
}): Escalations {
  const { records, urgency, contacts } = options;
  return {
    callNext: (views, now) =>
      views.filter(isUnanswered).flatMap(({ id }): StoredTransition[] => {
        const alert = records.get(id);
        if (alert === undefined || alert.firedAt === null || alert.ackedAt !== null) return [];
        const at = dueAt(alert, urgency);
        if (at === null || at > now) return [];
        const { path, priority } = pathOf(alert, urgency);
        const step = alert.escalated + 1;
        const role = path[step] ?? '';
        const contact = contactOf(contacts, role);
        return [
          records.together(() => {
            records.escalate(id, step);
            return records.addTransition({
              ...{ alert: id, silence: null, at: now, kind: 'escalated', actor: CONTROL_CENTER },
              level: alert.level,
              words:
                `${alertWords(alert)} has not been answered for ${spanWords(now - (alert.firedAt ?? now))}: ` +
                `call ${role}${contact === null ? '' : ` (${contact})`}, step ${step + 1} of ${path.length} for ${priority}`,
            });
          }),
        ];
      }),
    endSilences: (now) =>
      records.openSilences().flatMap((silence): StoredTransition[] => {
        if (silence.until > now) return [];
        return records.together(() => {
          if (!records.endSilence(silence.id, now)) return [];
          const words = `The silence of ${silence.matchers.map(matcherWords).join(', ')} is over`;
          return [
            records.addTransition({
              ...{ alert: null, silence: silence.id, at: now, kind: 'unsilenced', actor: CONTROL_CENTER },
              ...{ level: 'info', words },
            }),
          ];
        });
      }),
  };
}
