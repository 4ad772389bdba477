import type { AlertItem, AlertLevel, AlertsFrame } from '../../../contract/alerts.ts';
import type { Level } from '../../../contract/health.ts';

/** The shape that stands for an alert level. */
export const SHAPES: Record<AlertLevel, Level> = {
  info: 'good',
  warning: 'warning',
  critical: 'critical',
  emergency: 'critical',
};

/** The guide writes its levels so. */
export const LEVEL_NAMES: Record<AlertLevel, string> = {
  info: 'INFO',
  warning: 'WARNING',
  critical: 'CRITICAL',
  emergency: 'EMERGENCY',
};

/** Whether somebody has to answer it now. */
export function isUnanswered(item: AlertItem): boolean {
  return (
    item.state === 'firing' &&
    item.acknowledgedBy === null &&
    item.silencedUntil === null &&
    item.inhibitedBy === null
  );
}

/** What the panel shows at its worst. What nobody evaluates, or nothing can fire of, is not good. */
export function worstOfFrame(frame: AlertsFrame): Level {
  if (frame.worst !== null && frame.worst !== 'info') return SHAPES[frame.worst];
  if (frame.stale) return 'unknown';
  const isWatching = frame.evaluator === 'past' || frame.rules.some(({ state }) => state === 'good');
  return isWatching ? 'good' : 'unknown';
}

/** One word for where an alert is in its life. */
export function stateWord(item: AlertItem): string {
  if (item.state !== 'firing') return item.state;
  if (item.silencedUntil !== null) return 'silenced';
  if (item.acknowledgedBy !== null) return 'acknowledged';
  return item.inhibitedBy === null ? 'firing' : 'secondary';
}
