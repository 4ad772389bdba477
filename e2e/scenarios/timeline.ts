import type { RecordExtent, Timeline, TimeMark } from '../../src/contract/time.ts';
import type { Moment } from './scenario.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const iso = (ms: number) => new Date(ms).toISOString();

/** Twelve days, the oldest of which had to make room. */
export function extentOf(at: Moment): RecordExtent {
  return {
    now: iso(at.nowMs),
    firstAt: iso(at.nowMs - 12 * DAY_MS),
    lastAt: iso(at.nowMs - 4000),
    keptSince: iso(at.nowMs - 12 * DAY_MS),
    because: 'size',
    sizeBytes: 1_932_013_312,
    sizeLimitBytes: 2_147_483_648,
  };
}

/** Changes of systems, counted back from now. */
const CHANGES: readonly [agoMs: number, level: TimeMark['level'], system: string, text: string][] = [
  [9 * HOUR_MS, 'warning', 'redis', 'Redis is degraded: hit rate 71 %'],
  [8.6 * HOUR_MS, 'good', 'redis', 'Redis is operational'],
  [47 * MINUTE_MS, 'critical', 'governance', 'Governance is down: connection refused'],
  [41 * MINUTE_MS, 'warning', 'governance', 'Governance is degraded: 1 of 2 pods ready'],
  [38 * MINUTE_MS, 'good', 'governance', 'Governance is operational'],
];

export function timelineOf(at: Moment, range: { from: string; to: string }): Timeline {
  const within = (ms: number) => ms >= Date.parse(range.from) && ms < Date.parse(range.to);
  const gap = { from: at.nowMs - 3.5 * HOUR_MS, to: at.nowMs - 2.2 * HOUR_MS };
  return {
    ...range,
    gaps: within(gap.from) || within(gap.to) ? [{ from: iso(gap.from), to: iso(gap.to) }] : [],
    marks: marksOf(at).filter((mark) => within(Date.parse(mark.at))),
    leftOut: 0,
  };
}

export function nearestOf(at: Moment, input: { at: string; direction: 'before' | 'after' }): TimeMark | null {
  const moment = Date.parse(input.at);
  const marks = marksOf(at);
  return input.direction === 'before'
    ? (marks.findLast((mark) => Date.parse(mark.at) < moment) ?? null)
    : (marks.find((mark) => Date.parse(mark.at) > moment) ?? null);
}

function marksOf(at: Moment): TimeMark[] {
  return CHANGES.map(([agoMs, level, system, text]) => ({
    at: iso(at.nowMs - agoMs),
    kind: 'status',
    level,
    system,
    text,
  }));
}
