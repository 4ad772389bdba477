import { Bone } from '../../states/panel-skeleton.tsx';
import styles from './journal-skeleton.module.css';

const ROWS = [62, 48, 70, 55, 66, 44, 58, 73, 50, 61, 47, 69];

/** The places of chart and rows, so that nothing moves when they come. */
export function JournalSkeleton() {
  return (
    <div className={styles.skeleton} aria-busy="true">
      <p className="sr-only" role="status">
        Waiting for the journal
      </p>
      <div className={styles.chart}>
        <Bone />
      </div>
      <div className={styles.rows}>
        {ROWS.map((width) => (
          <div key={width} className={styles.row}>
            <Bone width={48} height={10} />
            <Bone width={56} height={10} />
            <Bone width={`${width}%`} height={10} />
          </div>
        ))}
      </div>
    </div>
  );
}
