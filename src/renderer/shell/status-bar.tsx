import { formatBytes, grouped } from '../format/number.ts';
import { formatClock, formatExact } from '../format/time.ts';
import { useLive } from '../state/live.tsx';
import { Bone } from '../states/panel-skeleton.tsx';
import styles from './status-bar.module.css';

/** The control center's own state: what it keeps, what it does next, which version it is. */
export function StatusBar() {
  const { shell, health } = useLive();
  const status = shell.data;
  if (!status) {
    return (
      <footer className={styles.bar}>
        <Bone width={280} height={12} />
      </footer>
    );
  }
  const next = status.probes.nextRunAt;
  return (
    <footer className={styles.bar}>
      <span>Store {formatBytes(status.store.sizeBytes)}</span>
      <span>
        {grouped(status.store.facts)} facts, {grouped(status.store.samples)} samples
      </span>
      <span>
        {status.probes.total} probes
        {next && (
          <>
            , next run{' '}
            <time dateTime={next} title={formatExact(Date.parse(next))}>
              {formatClock(Date.parse(next))}
            </time>
          </>
        )}
      </span>
      <span className={styles.work}>{health.data?.checking && 'Checking every system now'}</span>
      <span>Version {status.version}</span>
    </footer>
  );
}
