import type { ComparedFigure } from '../../../../contract/baselines.ts';
import styles from './spread-bar.module.css';

const WIDTH = 150;
const HEIGHT = 18;
/** Part of the width that is left free at both ends. */
const MARGIN = 0.06;

/** The baseline's spread as a band with its value as a notch, and the parts of now as ticks over it. */
export function SpreadBar({ item: { baseline, now, verdict } }: { item: ComparedFigure }) {
  const values = [baseline.low, baseline.high, baseline.value, ...now.parts];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const span = most - least || Math.abs(most) || 1;
  const x = (value: number) => (MARGIN + ((value - least) / span) * (1 - 2 * MARGIN)) * WIDTH;
  const left = x(baseline.low);
  return (
    <svg
      className={styles.bar}
      data-verdict={verdict}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden
    >
      <line className={styles.axis} x1={0} x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <rect
        className={styles.band}
        x={left}
        y={4}
        width={Math.max(2, x(baseline.high) - left)}
        height={HEIGHT - 8}
        rx={2}
      />
      <line className={styles.value} x1={x(baseline.value)} x2={x(baseline.value)} y1={2} y2={HEIGHT - 2} />
      {/* Points: lines of no length with round ends. */}
      <path className={styles.parts} d={now.parts.map((part) => `M${x(part)} ${HEIGHT / 2}h0`).join('')} />
    </svg>
  );
}
