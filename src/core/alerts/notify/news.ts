import type { AlertRecords, StoredTransition } from '../../store/alerts/index.ts';
import { type AlertView, FLAPS_FROM, isUnanswered } from '../view.ts';
import type { News } from './message.ts';
import type { Outbox } from './outbox.ts';

/**
 * Tells every receiver what it does not know yet. It goes by how things stand and not by what has just happened:
 * what was held back by a silence, by a worse alert or by the end of a process is told when nothing holds it back.
 */
export function tellNews(outbox: Outbox, records: AlertRecords, views: readonly AlertView[]): void {
  const firing: News[] = [];
  const resolved: News[] = [];
  for (const alert of views) {
    const transitions = records.transitionsOf(alert.id);
    const of = (kind: StoredTransition['kind']) => transitions.filter((it) => it.kind === kind);
    if (isUnanswered(alert)) {
      // The firing at which it is found to flap is told, those that follow are not.
      if (alert.flapping === null || alert.flapping <= FLAPS_FROM) {
        for (const transition of of('firing')) firing.push({ transition, alert });
      }
      for (const transition of of('escalated')) firing.push({ transition, alert });
    } else if (alert.state === 'resolved' && alert.flapping === null) {
      for (const transition of of('resolved')) resolved.push({ transition, alert });
    }
  }
  for (const receiver of outbox.receivers) {
    outbox.tell(receiver, [
      ...firing,
      // Whoever was not told that it fires need not hear that it does not any more.
      ...resolved.filter(({ alert }) => records.messages.wasTold(receiver.name, alert.id)),
    ]);
  }
}
