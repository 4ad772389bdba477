import styles from './under-way.module.css';

/** It goes on: an open ring that turns, for nobody knows yet how it ends. A word stands beside it. */
export function UnderWay({ size = 10 }: { size?: number }) {
  return (
    <svg className={styles.ring} width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
      <circle cx="6" cy="6" r="4.6" pathLength="4" strokeDasharray="3 1" />
    </svg>
  );
}
