import type { ThresholdId } from '../../connect/profile/thresholds.ts';
import type { HealthTargetId } from '../targets.ts';

/** `ratio` is 0 to 1. */
export type CourseUnit = 'ms' | 'ratio' | 'cores' | 'bytes' | 'per-second';

/** A series of the record; several where the first that holds something speaks. */
export interface SeriesRef {
  name: string;
  labels: Readonly<Record<string, string>>;
}

/** One way to know a figure. */
export interface Reporter {
  /** Who says it, in words: `answers to our probes`. */
  source: string;
  unit: CourseUnit;
  /** By which limits it is judged; null where the guides set none. */
  threshold: ThresholdId | null;
  /** The first is the figure itself; the others stand beside it. A target also knows what InfluxDB kept. */
  curves: readonly { name: string; of: SeriesRef | { target: HealthTargetId } }[];
  /** It counts what failed; the figure, and its limits, are the rest of the whole. */
  complement?: boolean;
}

/** A figure over time: who may report it, the best first, and what is said where nobody does. */
export interface FigureSpec {
  id: string;
  title: string;
  reporters: readonly Reporter[];
  /** `not reported by …; it would come from …`. */
  missing: string;
}
