import { Bone } from './panel-skeleton.tsx';
import styles from './skeleton.module.css';

const ROWS = ['a', 'b', 'c', 'd', 'e'];

/** Places of rows, until they are there. */
export function RowSkeleton({ what }: { what: string }) {
  return (
    <div className={styles.rows} aria-busy="true">
      <p className="sr-only" role="status">
        Waiting for {what}
      </p>
      {ROWS.map((row) => (
        <Bone key={row} height={44} />
      ))}
    </div>
  );
}
