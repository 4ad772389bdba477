import { SERVICE_IDS } from '../connect/profile/systems.ts';
import { instantOf, toIso } from '../kernel/clock.ts';
import type { AlertLevel, StoredAlert, StoredSilence } from '../store/alerts/index.ts';
import { summaryOf } from './book.ts';
import { type EscalationView, escalationOf } from './escalation.ts';
import { isWorse, LEVELS, type Urgency } from './levels.ts';
import { procedureOf } from './procedures.ts';
import { silences } from './silences.ts';
import { systemOfLabels } from './systems.ts';
import { stateWords } from './words.ts';

/** An alert as it is listed. Times are ISO 8601. */
export interface AlertView {
  id: string;
  name: string;
  level: AlertLevel;
  state: 'pending' | 'firing' | 'resolved';
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  /** The expression's when it last had one; null: not a number. */
  value: number | null;
  activeAt: string;
  firedAt: string | null;
  resolvedAt: string | null;
  /** Until when it is to be answered; null where nobody has to. */
  respondBy: string | null;
  acknowledgedBy: string | null;
  acknowledgedAt: string | null;
  note: string | null;
  silencedUntil: string | null;
  /** Id of the runbook that answers it. */
  runbook: string | null;
  /** What the guide calls its response. */
  procedure: string | null;
  system: string | null;
  summary: string;
  /** Why it is as it is, in one sentence. */
  why: string;
  /** How long it has to hold before it fires; null when its rule is not loaded any more. */
  forMs: number | null;
  /** Nobody has measured what it goes by since: whether it still holds is not known. */
  blindSince: string | null;
  /** How often it has fired in the last hour, where that is often; null else. */
  flapping: number | null;
  /** The worse alert that is to be answered first. */
  inhibitedBy: { id: string; name: string } | null;
  escalation: EscalationView;
  rule: { file: string; group: string };
}

/** How often it fires within an hour before it is said to flap. */
export const FLAPS_FROM = 3;
export const FLAP_WINDOW_MS = 3_600_000;

export interface ViewGround {
  now: number;
  urgency: Urgency;
  contacts: Readonly<Record<string, unknown>>;
  silences: readonly StoredSilence[];
  /** Of a rule, its `for`; null when it is not loaded any more. */
  forMs(alert: StoredAlert): number | null;
  firings(alert: StoredAlert): number;
}

/** All of them, the most urgent first. */
export function viewsOf(alerts: readonly StoredAlert[], ground: ViewGround): AlertView[] {
  const firing = alerts.filter(({ state }) => state === 'firing');
  return alerts
    .map((alert) => viewOf(alert, firing, ground))
    .toSorted((one, other) => rankOf(one) - rankOf(other) || orderWithin(one, other));
}

function viewOf(alert: StoredAlert, firing: readonly StoredAlert[], ground: ViewGround): AlertView {
  const { now, urgency } = ground;
  const { id, name, level, labels, annotations, value } = alert;
  const state = alert.state === 'dropped' ? 'resolved' : alert.state;
  const responseMs = urgency.responseMs(level);
  const silencedUntil = silences.until(ground.silences, labels);
  const inhibitor = state === 'resolved' ? null : inhibitorOf(alert, firing);
  const procedure = procedureOf(name, annotations);
  const firings = ground.firings(alert);
  const isAtRest =
    state !== 'firing' || alert.ackedAt !== null || silencedUntil !== null || inhibitor !== null;
  return {
    id,
    name,
    level,
    state,
    labels,
    annotations,
    value,
    activeAt: toIso(alert.activeAt),
    firedAt: instantOf(alert.firedAt),
    resolvedAt: instantOf(alert.endedAt),
    respondBy: alert.firedAt === null || responseMs === null ? null : toIso(alert.firedAt + responseMs),
    acknowledgedBy: alert.ackedBy,
    acknowledgedAt: instantOf(alert.ackedAt),
    note: alert.ackNote === '' ? null : alert.ackNote,
    silencedUntil: instantOf(silencedUntil),
    runbook: procedure?.id ?? null,
    procedure: procedure?.title ?? null,
    system: systemOfLabels(labels),
    summary: summaryOf(alert),
    why: stateWords(alert, { now, forMs: ground.forMs(alert) }),
    forMs: ground.forMs(alert),
    blindSince: instantOf(alert.blindSince),
    flapping: firings >= FLAPS_FROM ? firings : null,
    inhibitedBy: inhibitor && { id: inhibitor.id, name: inhibitor.name },
    escalation: escalationOf(alert, { urgency, contacts: ground.contacts, isAtRest }),
    rule: { file: alert.file, group: alert.group },
  };
}

const SERVICES: ReadonlySet<string> = new Set(SERVICE_IDS);

/**
 * The alert that makes another one secondary: a worse one of the same system from critical on, or that the cluster
 * all services run in cannot be reached.
 */
export function inhibitorOf(alert: StoredAlert, firing: readonly StoredAlert[]): StoredAlert | null {
  const system = systemOfLabels(alert.labels);
  if (system === null) return null;
  const inhibits = (other: StoredAlert) => {
    if (other.id === alert.id || !isWorse(other.level, 'warning')) return false;
    const its = systemOfLabels(other.labels);
    if (its === system) return isWorse(other.level, alert.level);
    return its === 'cluster' && SERVICES.has(system) && !isWorse(alert.level, other.level);
  };
  return firing.find(inhibits) ?? null;
}

/** Whether somebody has to answer it. */
export function isUnanswered(alert: AlertView): boolean {
  const { state, acknowledgedBy, silencedUntil, inhibitedBy } = alert;
  return state === 'firing' && acknowledgedBy === null && silencedUntil === null && inhibitedBy === null;
}

function rankOf(alert: AlertView): number {
  if (isUnanswered(alert)) return 0;
  if (alert.state === 'firing') return alert.silencedUntil === null && alert.inhibitedBy === null ? 1 : 2;
  return alert.state === 'pending' ? 3 : 4;
}

function orderWithin(one: AlertView, other: AlertView): number {
  if (one.state === 'resolved') return (other.resolvedAt ?? '') < (one.resolvedAt ?? '') ? -1 : 1;
  const byClock = (one.respondBy ?? '~') < (other.respondBy ?? '~') ? -1 : 1;
  if (one.respondBy !== other.respondBy) return byClock;
  const byLevel = LEVELS.indexOf(other.level) - LEVELS.indexOf(one.level);
  return byLevel || (one.activeAt < other.activeAt ? -1 : 1);
}
