import type { AlertItem } from '../../../contract/alerts.ts';
import { formatSpan } from '../../format/time.ts';
import { useNow } from '../../state/ticker.ts';

/** Why it is as it is, ticking: `pending 3 min 10 s of 5 min`. */
export function Why({ item }: { item: AlertItem }) {
  const now = useNow();
  return <>{whyText(item, now)}</>;
}

export function whyText(item: AlertItem, now: number): string {
  const span = (since: string) => formatSpan(now - Date.parse(since));
  const blind =
    item.blindSince === null
      ? ''
      : `; no data for ${span(item.blindSince)}, so nobody knows whether it still holds`;
  switch (item.state) {
    case 'pending':
      return item.forMs === null || item.forMs === 0
        ? `pending for ${span(item.activeAt)}${blind}`
        : `pending ${span(item.activeAt)} of ${formatSpan(item.forMs)}${blind}`;
    case 'firing':
      return `firing for ${span(item.firedAt ?? item.activeAt)}${blind}`;
    case 'resolved':
      return `resolved ${span(item.resolvedAt ?? item.activeAt)} ago`;
  }
}
