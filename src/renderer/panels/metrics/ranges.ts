import { formatSpan } from '../../format/time.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Over which an expression can be drawn. */
export const RANGES = [
  { ms: 15 * MINUTE, label: '15 min' },
  { ms: HOUR, label: '1 h' },
  { ms: 6 * HOUR, label: '6 h' },
  { ms: DAY, label: '24 h' },
  { ms: 7 * DAY, label: '7 d' },
  { ms: 30 * DAY, label: '30 d' },
] as const;

export const USUAL_RANGE_MS = HOUR;

/** A step nobody has to think about; the first is how often everything is looked at. */
const STEPS = [
  ...[15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE],
  ...[HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR],
];

/** As many points as a chart has room to tell apart; far below what the core allows. */
const MOST_POINTS = 720;

/** The least step that gives no more points than can be told apart. */
export function stepFor(rangeMs: number): number {
  return STEPS.find((step) => rangeMs / step <= MOST_POINTS) ?? DAY;
}

/** `15 s`, `2 min`. */
export function stepText(stepMs: number): string {
  return formatSpan(stepMs);
}
