import type { AlertItem } from '../../../contract/alerts.ts';
import { useNow } from '../../state/ticker.ts';
import styles from './alert-row.module.css';
import { clockText } from './response-clock.tsx';

/** Who is called next, and when. */
export function NextCall({ escalation }: { escalation: AlertItem['escalation'] }) {
  const now = useNow();
  const next = escalation.path[escalation.reached];
  if (escalation.nextAt === null || next === undefined) return null;
  const leftMs = Date.parse(escalation.nextAt) - now;
  return (
    <span className={styles.next}>
      {escalation.priority}: {next.role} {leftMs > 0 ? `in ${clockText(leftMs)}` : 'now'}
    </span>
  );
}
