import { systemName } from '../connect/profile/systems.ts';
import { toIso } from '../kernel/clock.ts';
import type { EventRow } from '../observe/cluster-rows.ts';
import type { Facts } from '../store/facts/index.ts';
import type { StatusFact } from './recorder.ts';

/** A change that was seen: `subject text` reads as a sentence. */
export interface Activity {
  at: string;
  level: 'good' | 'warning' | 'critical' | 'unknown';
  subject: string;
  text: string;
}

/** What is told of a warning event of the cluster. */
export type Warning = Pick<EventRow, 'object' | 'reason' | 'message' | 'count' | 'lastSeenAt'>;

const MOST = 30;
const LOOK_BACK_MS = 86_400_000;

const LEVELS: Record<StatusFact['status'], Activity['level']> = {
  operational: 'good',
  degraded: 'warning',
  down: 'critical',
  unknown: 'unknown',
  'not-configured': 'unknown',
};

/** What happened lately: changes of status from the record, warnings of the cluster. Newest first. */
export function activityOf(facts: Facts, warnings: readonly Warning[], now: number): Activity[] {
  const since = now - LOOK_BACK_MS;
  const changes = facts
    .changes('status', { from: since, to: now + 1 }, MOST)
    .map((fact): Activity & { time: number } => {
      const { status, reason } = statusFact(fact.value);
      const name = systemName(fact.subject);
      return {
        time: fact.observedAt,
        at: toIso(fact.observedAt),
        level: LEVELS[status],
        subject: name,
        text: `is ${status}${reason === null ? '' : `: ${reason}`}`,
      };
    });
  const events = warnings.flatMap((event): (Activity & { time: number })[] => {
    const time = event.lastSeenAt;
    if (time === null || time < since || time > now) return [];
    const repeated = event.count > 1 ? ` (${event.count} times)` : '';
    return [
      {
        time,
        at: toIso(time),
        level: 'warning',
        subject: event.object,
        text: `${event.reason}, ${event.message}${repeated}`,
      },
    ];
  });
  return [...changes, ...events]
    .sort((a, b) => b.time - a.time)
    .slice(0, MOST)
    .map(({ time: _time, ...activity }) => activity);
}

/** Reads a status back from the record; what an older version wrote otherwise is unknown. */
export function statusFact(value: unknown): StatusFact {
  if (value !== null && typeof value === 'object' && 'status' in value && 'reason' in value) {
    const { status, reason } = value;
    if (isStatus(status) && (reason === null || typeof reason === 'string')) return { status, reason };
  }
  return { status: 'unknown', reason: null };
}

function isStatus(value: unknown): value is StatusFact['status'] {
  return typeof value === 'string' && value in LEVELS;
}
