import { Bone } from '../../states/panel-skeleton.tsx';
import styles from './runbooks.module.css';

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Places of rows, while what is listed is on its way. */
export function RowBones() {
  return (
    <div className={styles.bones} aria-busy="true">
      <span className="sr-only">Loading</span>
      {ROWS.map((row) => (
        <Bone key={row} height={44} />
      ))}
    </div>
  );
}
