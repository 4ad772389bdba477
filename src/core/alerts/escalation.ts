import { instantOf } from '../kernel/clock.ts';
import type { StoredAlert } from '../store/alerts/index.ts';
import { type EscalationPath, type Priority, priorityOf, type Urgency } from './levels.ts';

/** Who has been called, and who is next and when. */
export interface EscalationView {
  priority: Priority;
  path: readonly Called[];
  /** How many of the path have been called. */
  reached: number;
  /** When the next of the path is called; null when nobody is. */
  nextAt: string | null;
}

export interface Called {
  role: string;
  /** How to reach them, as the profile says; null where it does not. */
  contact: string | null;
}

export function escalationOf(
  alert: StoredAlert,
  ground: { urgency: Urgency; contacts: Readonly<Record<string, unknown>>; isAtRest: boolean },
): EscalationView {
  const path = pathOf(alert, ground.urgency);
  const at = ground.isAtRest ? null : dueAt(alert, ground.urgency);
  return {
    priority: path.priority,
    path: path.path.map((role) => ({ role, contact: contactOf(ground.contacts, role) })),
    reached: alert.firedAt === null ? 0 : Math.min(path.path.length, alert.escalated + 1),
    nextAt: instantOf(at),
  };
}

/** When the next one is called, epoch milliseconds; null when it does not fire, or nobody is left. */
export function dueAt(alert: StoredAlert, urgency: Urgency): number | null {
  const path = pathOf(alert, urgency);
  const step = alert.escalated + 1;
  if (alert.state !== 'firing' || alert.firedAt === null || step >= path.path.length) return null;
  const levelMs = urgency.responseMs(alert.level);
  const everyMs = levelMs === null ? path.responseMs : Math.min(levelMs, path.responseMs);
  return alert.firedAt + step * everyMs;
}

export function pathOf(alert: Pick<StoredAlert, 'level' | 'labels'>, urgency: Urgency): EscalationPath {
  return urgency.path(priorityOf(alert.level, alert.labels));
}

/** Everybody whom the profile says how to reach, hotlines too. */
export function contactsOf(contacts: Readonly<Record<string, unknown>>): Called[] {
  return Object.keys(contacts).map((role) => ({ role, contact: contactOf(contacts, role) }));
}

/** `Mara Weiss, +49 30 1234, mara@example.org` of `contacts: { Operations Lead: { name, phone, email } }`. */
export function contactOf(contacts: Readonly<Record<string, unknown>>, role: string): string | null {
  const found = entryOf(contacts, role);
  if (typeof found === 'string') return found;
  const said = ['name', 'phone', 'email'].map((key) => fieldOf(found, key)).filter((it) => it !== null);
  return said.length === 0 ? null : said.join(', ');
}

/** The `email` that `contacts` names for a role, as it is written there; null where it names none. */
export function emailOf(contacts: Readonly<Record<string, unknown>>, role: string): string | null {
  return fieldOf(entryOf(contacts, role), 'email');
}

/** Roles are written by people: case and spaces do not count. */
function entryOf(contacts: Readonly<Record<string, unknown>>, role: string): unknown {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  return Object.entries(contacts).find(([name]) => plain(name) === plain(role))?.[1];
}

function fieldOf(entry: unknown, key: string): string | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const value = new Map<string, unknown>(Object.entries(entry)).get(key);
  return typeof value === 'string' ? value : null;
}
