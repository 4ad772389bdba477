import { toIso } from '../../kernel/clock.ts';
import type { Evidence, Item } from '../assessment.ts';

/** What is recorded of a service's score for one principle. */
export interface PrincipleRecord {
  principle: string;
  /** What it says now; null when it does not say it any more. */
  newest: { at: number; value: number } | null;
  lastSeenAt: number | null;
  /** Of the period; `outside` are samples of hours with a value that is no share. */
  period: { mean: number | null; count: number; outside: number };
  /** How long ago its first sample of the period is, in whole hours. */
  hours: number;
}

/** What a service says now. */
export const NOW = 'GET /metrics';
/** What it said over the period. */
export const PERIOD = 'record of the period';
/** A shorter record tells of the last minutes, not of a period. */
const LEAST_HOURS = 2;

/**
 * A service's score is the lower of two: of what it says now, and of what it said over the period once the record is
 * long enough to tell; each the mean over its principles. So neither a good month hides a bad hour nor a good hour a
 * bad month. Where one of its figures is none, all of it is unknown.
 */
export function itemOf(service: {
  id: string;
  title: string;
  records: readonly PrincipleRecord[];
  /** What kept its page from being read, or a line of it. */
  why: string | null;
  now: number;
}): Item {
  const { id, title, records, why } = service;
  const evidence = records.flatMap((record) => [nowOf(record, why), periodOf(record, service.now)]);
  const present = evidence.filter(({ source }) => source === NOW);
  const lack = present.find(({ value }) => value === null);
  const isKnown = present.length > 0 && lack === undefined;
  const means = [NOW, PERIOD].flatMap((source) => {
    const values = evidence.flatMap((it) => (it.source === source && it.value !== null ? [it.value] : []));
    return values.length > 0 ? [values.reduce((a, b) => a + b, 0) / values.length] : [];
  });
  const value = isKnown ? rounded(Math.min(...means)) : null;
  if (records.length === 0) evidence.push(neverSeen(why));
  return {
    ...{ id, title, weight: 1, value, counts: value, evidence },
    says: value === null ? (lack?.says ?? evidence[0]?.says ?? null) : `${figure(value)} by its own account`,
  };
}

function nowOf({ principle, newest, lastSeenAt }: PrincipleRecord, why: string | null): Evidence {
  const about = {
    source: NOW,
    expected: null,
    count: 1,
    observedAt: lastSeenAt === null ? null : toIso(lastSeenAt),
    changedBy: null,
  };
  if (newest === null) {
    const since = lastSeenAt === null ? '' : ` since ${toIso(lastSeenAt)}`;
    const says = `has reported no score for ${principle}${since}${why === null ? '' : `: ${why}`}`;
    return { ...about, observed: null, value: null, says };
  }
  const { value } = newest;
  const trouble = troubleOf(value);
  return {
    ...about,
    observed: String(value),
    value: trouble === null ? value : null,
    says:
      trouble === null
        ? `reports ${figure(value)} for ${principle}`
        : `reports ${value} for ${principle}: ${trouble}`,
  };
}

/** A score is a share; 97 may mean percent, and is not taken for it: nobody knows what 1.2 would mean then. */
function troubleOf(value: number): string | null {
  if (Number.isNaN(value)) return 'that is no number';
  if (value < 0) return 'a score is 0 to 1';
  if (value <= 1) return null;
  return value <= 100 ? 'a score is 0 to 1; this may be percent' : 'a score is 0 to 1';
}

function periodOf({ principle, period, hours, lastSeenAt }: PrincipleRecord, now: number): Evidence {
  const { count, outside } = period;
  const mean = period.mean === null ? null : rounded(period.mean);
  const isLong = hours >= LEAST_HOURS;
  const left = outside > 0 ? `; ${outside} samples beside a value outside 0 to 1 are left out` : '';
  const short = isLong ? '' : '; too short a record to speak for the period';
  return {
    ...{ source: PERIOD, expected: null, count, changedBy: null },
    observed: mean === null ? null : String(mean),
    value: isLong ? mean : null,
    observedAt: toIso(lastSeenAt ?? now),
    says:
      mean === null
        ? `no score for ${principle} is on record${left}`
        : `reported ${figure(mean)} for ${principle} on average of ${count} samples${left}${short}`,
  };
}

function neverSeen(why: string | null): Evidence {
  return {
    ...{ source: NOW, expected: null, observed: null, value: null, count: 1, observedAt: null },
    says: `could not be asked for its score${why === null ? '' : `: ${why}`}`,
    changedBy: null,
  };
}

/** What a mean of decimal fractions is off by is no figure of the service's. */
function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

function figure(value: number): string {
  return String(Math.round(value * 10_000) / 10_000);
}
