import type { JsonValue } from './canonical.ts';
import type { Entry } from './entry.ts';

/** What an entry says of how things went. */
export interface Attention {
  level: 'good' | 'unknown' | 'warning' | 'critical';
  /** The word that stands beside the level. */
  word: string;
}

/** What the journal says of itself, and what the door says of operations. */
const BY_KIND: Readonly<Record<string, Attention>> = {
  'journal.damaged': { level: 'critical', word: 'damaged' },
  'journal.recovered': { level: 'critical', word: 'recovered' },
  'journal.key-changed': { level: 'warning', word: 'key changed' },
  'journal.clock-set-back': { level: 'warning', word: 'clock set back' },
  'operation.refusal': { level: 'warning', word: 'refused' },
};

const BY_RESULT: Readonly<Record<string, Attention>> = {
  done: { level: 'good', word: 'done' },
  failed: { level: 'warning', word: 'failed' },
  unknown: { level: 'unknown', word: 'not known' },
};

const BY_ALERT_LEVEL: Readonly<Record<string, Attention['level']>> = {
  info: 'good',
  warning: 'warning',
  critical: 'critical',
  emergency: 'critical',
};

/**
 * How much an entry asks to be looked at.
 *
 * @returns null for one that is neither good nor bad
 */
export function attentionOf({ kind, data }: Pick<Entry, 'kind' | 'data'>): Attention | null {
  const known = BY_KIND[kind];
  if (known !== undefined) return known;
  if (/(^|\.)break-?glass\b/.test(kind) || typeof field(data, 'breakGlass') === 'string') {
    return { level: 'critical', word: 'glass broken' };
  }
  if (field(data, 'severity') === 'high') return { level: 'critical', word: 'severe' };
  if (kind === 'alert.firing' || kind === 'alert.escalated') {
    const word = kind === 'alert.firing' ? 'firing' : 'not answered';
    return { level: BY_ALERT_LEVEL[String(field(data, 'level'))] ?? 'warning', word };
  }
  if (kind === 'alert.resolved') return { level: 'good', word: 'resolved' };
  if (kind === 'operation.result') return BY_RESULT[String(field(data, 'result'))] ?? null;
  if (kind === 'operation.verification') {
    const ok = field(data, 'ok');
    if (ok === null) return { level: 'unknown', word: 'not seen' };
    return ok === true ? { level: 'good', word: 'seen' } : { level: 'warning', word: 'not as meant' };
  }
  return null;
}

/** What can be asked for: from nothing to look at, to critical. */
const RANKS = { good: 0, unknown: 1, warning: 2, critical: 3 } as const;

/** Zero for what nobody has to look at. */
export function attentionRank(entry: Pick<Entry, 'kind' | 'data'>): number {
  const attention = attentionOf(entry);
  return attention === null ? 0 : RANKS[attention.level];
}

function field(data: JsonValue, name: string): unknown {
  if (typeof data !== 'object' || data === null) return undefined;
  const fields: Record<string, unknown> = { ...data };
  return fields[name];
}
