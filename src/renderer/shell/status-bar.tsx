import type { JournalStatus } from '../../contract/journal.ts';
import { formatBytes, grouped } from '../format/number.ts';
import { formatClock, formatExact } from '../format/time.ts';
import { PresentAge } from '../marks/age.tsx';
import { StateShape } from '../marks/state-shape.tsx';
import { BackgroundWork } from '../operations/background-work.tsx';
import { useLive } from '../state/live.tsx';
import { Bone } from '../states/panel-skeleton.tsx';
import styles from './status-bar.module.css';

/** The control center's own state: what it keeps, what it does next, which version it is. */
export function StatusBar() {
  const { shell, health, journal } = useLive();
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
      <JournalMark status={journal.data} />
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
      <span className={styles.work}>
        {health.data?.checking && 'Checking every system now'}
        <BackgroundWork />
      </span>
      <span>Version {status.version}</span>
    </footer>
  );
}

/** How much is journaled, and how far somebody outside vouches for it. */
function JournalMark({ status }: { status: JournalStatus | null }) {
  if (!status) return <Bone width={160} height={12} />;
  const { size, level, words, anchors, lastAnchor } = status;
  return (
    <a className={styles.journal} href="#/journal" data-journal>
      <StateShape level={level} size={9} /> {grouped(size)} journal {size === 1 ? 'entry' : 'entries'},{' '}
      {level === 'critical' ? (
        words
      ) : anchors.length === 0 ? (
        'no external anchor'
      ) : lastAnchor === null ? (
        'not anchored yet'
      ) : (
        <>
          last anchor{' '}
          {lastAnchor.at === null ? `of ${grouped(lastAnchor.size)}` : <PresentAge at={lastAnchor.at} />}
        </>
      )}
    </a>
  );
}
