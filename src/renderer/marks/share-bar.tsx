import type { Level } from '../../contract/health.ts';
import styles from './share-bar.module.css';

interface ShareBarProps {
  /** Beyond 0 and 1 it is empty and full. */
  share: number;
  /** Null where it is not judged. */
  level: Level | null;
  thick?: boolean;
  /** With a notch in the middle, where a limit stands. */
  halved?: boolean;
}

/** A bar as long as a share; the figure stands beside it. */
export function ShareBar({ share, level, thick = false, halved = false }: ShareBarProps) {
  return (
    <span
      className={styles.bar}
      data-level={level ?? undefined}
      data-thick={thick || undefined}
      data-halved={halved || undefined}
      style={{ '--value': Math.min(1, Math.max(0, share)) }}
      aria-hidden
    />
  );
}
