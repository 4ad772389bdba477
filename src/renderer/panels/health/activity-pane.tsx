import type { HealthBoard } from '../../../contract/health.ts';
import { Moment } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import { Pane } from '../pane.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import styles from './activity-pane.module.css';

/** What was seen to change, newest first. */
export function ActivityPane({ board }: { board: HealthBoard | null }) {
  return (
    <Pane title="What changed" className={styles.pane} aside="systems and cluster, newest first">
      <ScrollRegion className={styles.scroller} label="What changed">
        {board ? <List activity={board.activity} /> : <Waiting />}
      </ScrollRegion>
    </Pane>
  );
}

function Waiting() {
  return (
    <div className={styles.waiting}>
      <Bone width="80%" height={14} />
      <Bone width="65%" height={14} />
      <Bone width="75%" height={14} />
    </div>
  );
}

function List({ activity }: { activity: HealthBoard['activity'] }) {
  if (activity.length === 0) {
    return (
      <p className={styles.nothing}>No change has been seen yet. Changes of systems and pods appear here.</p>
    );
  }
  return (
    <ol className={styles.list}>
      {activity.map((entry) => (
        <li key={`${entry.at} ${entry.subject} ${entry.text}`} className={styles.entry}>
          <span className={styles.time}>
            <Moment at={entry.at} />
          </span>
          <StateShape level={entry.level} />
          <p>
            <strong>{entry.subject}</strong> {entry.text}
          </p>
        </li>
      ))}
    </ol>
  );
}
