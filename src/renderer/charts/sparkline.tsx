import type { Level } from '../../contract/health.ts';
import styles from './sparkline.module.css';
import { sparklineShape } from './sparkline-shape.ts';

interface SparklineProps {
  points: readonly (readonly [number, number | null])[];
  /** Drawn dashed and always in sight; null where only the course is of interest. */
  target: number | null;
  level: Level;
  /** A value in words, for who cannot see the line. */
  describe: (value: number) => string;
}

/** A course as small as a word, with the target as a dashed line. A gap in it is a gap in knowledge. */
export function Sparkline({ points, target, level, describe }: SparklineProps) {
  const shape = sparklineShape(points, target);
  if (!shape) return <p className={styles.none}>No course yet</p>;
  const label = `Between ${describe(shape.min)} and ${describe(shape.max)}`;
  return (
    <svg
      className={styles.sparkline}
      data-level={level}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {shape.targetY !== null && (
        <line className={styles.target} x1="0" x2="100" y1={shape.targetY} y2={shape.targetY} />
      )}
      <path className={styles.area} d={shape.area} />
      <path className={styles.course} d={shape.line} />
    </svg>
  );
}
