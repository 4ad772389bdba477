import { formatPercent } from '../../format/number.ts';
import styles from './usage-bar.module.css';

interface UsageBarProps {
  /** 0 to 1; null when nobody says. */
  share: number | null;
  /** Where it becomes too much, 0 to 1. */
  limit: number;
  /** What is used of what: `3.9 of 8 cores`. */
  title: string;
}

/** How much of what there is is used, with a mark where it becomes too much. */
export function UsageBar({ share, limit, title }: UsageBarProps) {
  if (share === null) return <span className={styles.unknown}>not reported</span>;
  const { value, unit } = formatPercent(share, 0);
  const over = share > limit;
  return (
    <span className={styles.usage} title={`${title}, limit ${formatPercent(limit, 0).value} %`}>
      <svg className={styles.bar} width="80" height="10" viewBox="0 0 80 10" aria-hidden="true">
        <rect className={styles.track} y="2" width="80" height="6" rx="3" />
        <rect
          className={styles.fill}
          data-over={over || undefined}
          y="2"
          width={Math.max(2, Math.min(1, share) * 80)}
          height="6"
          rx="3"
        />
        <rect className={styles.limit} x={limit * 80 - 1} width="2" height="10" />
      </svg>
      <span className={styles.figure} data-over={over || undefined}>
        {value} {unit}
      </span>
    </span>
  );
}
