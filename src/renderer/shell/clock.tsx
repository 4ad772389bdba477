import { formatClock, formatExact, zoneName } from '../format/time.ts';
import { usePresent } from '../state/ticker.ts';
import styles from './clock.module.css';

/** The core's time in this machine's zone. */
export function Clock() {
  const now = usePresent();
  const moment = new Date(now);
  return (
    <time className={styles.clock} dateTime={moment.toISOString()} title={formatExact(now)}>
      <span className={styles.time}>{formatClock(now)}</span>
      <span className={styles.zone}>{zoneName(moment)}</span>
    </time>
  );
}
