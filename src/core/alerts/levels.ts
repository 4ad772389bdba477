import type { Profile } from '../connect/profile/schema.ts';
import type { AlertLevel } from '../store/alerts/index.ts';

/** From the mildest to the worst. */
export const LEVELS: readonly AlertLevel[] = ['info', 'warning', 'critical', 'emergency'];

export type Priority = 'P1' | 'P2' | 'P3' | 'P4';

/** Who is called when nobody has answered, and how soon. */
export interface EscalationPath {
  priority: Priority;
  title: string;
  /** Unanswered for so long, the next one is called. */
  responseMs: number;
  /** Roles or names, in the order in which they are called; `contacts` of the profile says how to reach them. */
  path: readonly string[];
}

/** The guide's levels and priorities, with what the profile says otherwise. */
export interface Urgency {
  /** Time to answer an alert of a level; null: none is asked for. */
  responseMs(level: AlertLevel): number | null;
  path(priority: Priority): EscalationPath;
}

const MINUTE = 60_000;

/** Handover guide, "Alert Levels". */
const RESPONSE_MINUTES: Readonly<Record<AlertLevel, number | null>> = {
  info: null,
  warning: 30,
  critical: 15,
  emergency: 5,
};

/** Handover guide, "Escalation Matrix". */
const ESCALATION: Readonly<
  Record<Priority, Omit<EscalationPath, 'priority' | 'responseMs'> & { minutes: number }>
> = {
  P1: { title: 'Critical', minutes: 15, path: ['Operations Lead', 'CTO', 'CEO'] },
  P2: { title: 'High', minutes: 60, path: ['Operations Lead', 'Engineering Manager'] },
  P3: { title: 'Medium', minutes: 240, path: ['Assigned Engineer', 'Operations Lead'] },
  P4: { title: 'Low', minutes: 1440, path: ['Assigned Engineer'] },
};

const PRIORITIES: Readonly<Record<AlertLevel, Priority>> = {
  emergency: 'P1',
  critical: 'P1',
  warning: 'P2',
  info: 'P4',
};

/** What the labels `severity` and `level` say in rules of this field, by the guide's levels. */
const WORDS: Readonly<Record<string, AlertLevel>> = {
  emergency: 'emergency',
  disaster: 'emergency',
  page: 'critical',
  critical: 'critical',
  error: 'critical',
  high: 'critical',
  warning: 'warning',
  warn: 'warning',
  medium: 'warning',
  info: 'info',
  low: 'info',
  none: 'info',
};

/** A rule that does not say how grave it is shall not pass for harmless. */
const UNSAID: AlertLevel = 'warning';

export function levelOfLabels(labels: Readonly<Record<string, string>>): AlertLevel {
  const said = labels.severity ?? labels.level ?? '';
  return WORDS[said.trim().toLowerCase()] ?? UNSAID;
}

/** The label `priority` where there is one, else by the level. */
export function priorityOf(level: AlertLevel, labels: Readonly<Record<string, string>>): Priority {
  const said = (labels.priority ?? '').trim().toUpperCase();
  return said === 'P1' || said === 'P2' || said === 'P3' || said === 'P4' ? said : PRIORITIES[level];
}

export function isWorse(one: AlertLevel, other: AlertLevel): boolean {
  return LEVELS.indexOf(one) > LEVELS.indexOf(other);
}

export function urgencyOf({ alerts }: Pick<Profile, 'alerts'>): Urgency {
  return {
    responseMs(level) {
      if (level === 'info') return null;
      const minutes = alerts?.responseMinutes?.[level] ?? RESPONSE_MINUTES[level];
      return minutes === null ? null : minutes * MINUTE;
    },
    path(priority) {
      const standard = ESCALATION[priority];
      const own = alerts?.escalation?.[priority];
      return {
        priority,
        title: standard.title,
        responseMs: (own?.afterMinutes ?? standard.minutes) * MINUTE,
        path: own?.path ?? standard.path,
      };
    },
  };
}
