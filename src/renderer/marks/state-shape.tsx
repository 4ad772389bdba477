import type { Level } from '../../contract/health.ts';
import { LEVEL_WORDS } from '../format/words.ts';
import styles from './state-shape.module.css';

interface StateShapeProps {
  level: Level;
  /** What a screen reader says; the level's word by default. `null` where a word stands beside it. */
  label?: string | null;
  /** Width and height in pixels. */
  size?: number;
}

/** State as a shape, so that it can be told without colour: disc, triangle, diamond, dashed ring. */
export function StateShape({ level, label = LEVEL_WORDS[level], size = 10 }: StateShapeProps) {
  const shared = {
    className: styles.shape,
    'data-level': level,
    width: size,
    height: size,
    viewBox: '0 0 12 12',
  };
  return label === null ? (
    <svg {...shared} aria-hidden="true">
      {SHAPES[level]}
    </svg>
  ) : (
    <svg {...shared} role="img" aria-label={label}>
      {SHAPES[level]}
    </svg>
  );
}

const SHAPES: Record<Level, React.ReactNode> = {
  good: <circle cx="6" cy="6" r="4.6" />,
  warning: <path d="M6 1 11.6 11H.4Z" />,
  critical: <path d="M6 0 12 6 6 12 0 6Z" />,
  unknown: (
    <circle
      cx="6"
      cy="6"
      r="4.6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeDasharray="2.6 2.2"
    />
  ),
};
