import { toIso } from '../kernel/clock.ts';
import type { AlertLevel, AlertRecords, StoredTransition } from '../store/alerts/index.ts';
import { levelWord, secondOf } from './book.ts';

/** A line of a day's alert log. */
export interface DayLine {
  at: string;
  level: AlertLevel;
  kind: string;
  actor: string;
  alert: string | null;
  /** As it stands in the guide's file: `[2025-06-27T10:00:00Z] CRITICAL: …`. */
  text: string;
}

export interface DayLog {
  /** `alerts_20250627`, as the guide calls the file. */
  name: string;
  lines: readonly DayLine[];
  /** Lines that had no room in the answer. */
  leftOut: number;
}

const MOST_LINES = 5000;
const DAY_MS = 86_400_000;

/**
 * What happened to alerts on a day of UTC, from the record alone.
 *
 * @param day `2025-06-27`
 * @param until nothing later, epoch milliseconds: the log as it was at a moment
 */
export function dayLog(
  records: AlertRecords,
  { day, search, until }: { day: string; search: string; until: number },
): DayLog {
  const from = Date.parse(`${day}T00:00:00.000Z`);
  const to = Math.min(from + DAY_MS, until + 1);
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = records
    .transitionsBetween(from, to, Number.MAX_SAFE_INTEGER)
    .map(lineOf)
    .filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)));
  return {
    name: `alerts_${day.replaceAll('-', '')}`,
    lines: found.slice(-MOST_LINES),
    leftOut: Math.max(0, found.length - MOST_LINES),
  };
}

function lineOf({ at, level, kind, actor, alert, words }: StoredTransition): DayLine {
  // A firing says its level itself.
  const said = words.startsWith(`${levelWord(level)}: `) ? words : `${levelWord(level)}: ${words}`;
  const by = kind === 'firing' || kind === 'resolved' || kind === 'escalated' ? '' : ` (${actor})`;
  return { at: toIso(at), level, kind, actor, alert, text: `[${secondOf(at)}] ${said}${by}` };
}
