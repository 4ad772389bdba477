import type { StoredAlert } from '../store/alerts/index.ts';
import { secondOf, spanWords } from './book.ts';

/** Why an alert is as it is, in one sentence that is true at `now`. */
export function stateWords(
  alert: StoredAlert,
  { now, forMs }: { now: number; forMs: number | null },
): string {
  const blind =
    alert.blindSince === null
      ? ''
      : `; no data since ${secondOf(alert.blindSince)}: whether it still holds is not known`;
  switch (alert.state) {
    case 'pending': {
      const waited = spanWords(now - alert.activeAt);
      return forMs === null || forMs === 0
        ? `pending for ${waited}${blind}`
        : `pending ${waited} of ${spanWords(forMs)}${blind}`;
    }
    case 'firing': {
      const since = alert.firedAt ?? alert.activeAt;
      const held = since - alert.activeAt;
      const before = held > 0 ? `, after it had held for ${spanWords(held)}` : '';
      return `firing for ${spanWords(now - since)}${before}${blind}`;
    }
    default: {
      const endedAt = alert.endedAt ?? now;
      const fired = alert.firedAt === null ? '' : `; it had fired for ${spanWords(endedAt - alert.firedAt)}`;
      return `resolved ${spanWords(now - endedAt)} ago${fired}`;
    }
  }
}
