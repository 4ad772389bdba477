import { z } from 'zod';
import { systemName } from '../connect/profile/systems.ts';
import { type Clock, instantOf, toIso } from '../kernel/clock.ts';
import { conflate } from '../kernel/conflate.ts';
import type { Log } from '../kernel/log.ts';
import type { Fact } from '../store/facts/index.ts';
import type { Store } from '../store/index.ts';
import { RECORD_SUBJECT } from './record-subject.ts';
import { createUpkeep, type Upkeep } from './upkeep.ts';

/** How far back the record goes and what it may take. */
export interface RecordExtent {
  now: string;
  firstAt: string | null;
  lastAt: string | null;
  /** Nothing from before is complete: it was forgotten for its age, or for space. Null while all is kept. */
  keptSince: string | null;
  because: 'age' | 'size' | null;
  sizeBytes: number;
  sizeLimitBytes: number;
}

export interface Mark {
  at: string;
  kind: 'status' | 'clock';
  level: 'good' | 'warning' | 'critical' | 'unknown';
  /** The system's id; null where it is not one system's. */
  system: string | null;
  text: string;
}

/** What a strip of time shows. */
export interface Timeline {
  from: string;
  to: string;
  /** When nobody looked. */
  gaps: { from: string; to: string }[];
  marks: Mark[];
  /** More marks than a strip can show were left out: the least severe and oldest. */
  leftOut: number;
}

export interface Time {
  upkeep: Upkeep;
  frames(signal?: AbortSignal): AsyncGenerator<RecordExtent, void, void>;
  extent(): RecordExtent;
  timeline(range: { from: number; to: number }): Timeline;
  /** The next change of a status before or after a moment; null when there is none. */
  nearestChange(at: number, direction: 'before' | 'after'): Mark | null;
}

const FRAME_MS = 15_000;
const MOST_MARKS = 400;
const CHANGES_ASKED = 5000;
const DAY_MS = 86_400_000;

const statusFact = z.object({
  status: z.enum(['operational', 'degraded', 'down', 'unknown', 'not-configured']),
  reason: z.string().nullable(),
});
const keptFact = z.object({ since: z.number(), because: z.enum(['age', 'size']) });
const clockFact = z.object({ byMs: z.number() });

const LEVELS = {
  operational: 'good',
  degraded: 'warning',
  down: 'critical',
  unknown: 'unknown',
  'not-configured': 'unknown',
} as const;
const RANK = { critical: 0, warning: 1, unknown: 2, good: 3 } as const;

/** @param maxGapMs between two looks; a longer time is one in which nobody looked. */
export function createTime(options: { store: Store; clock: Clock; log: Log; maxGapMs: number }): Time {
  const { store, clock, maxGapMs } = options;

  const extent = (): RecordExtent => {
    const known = store.facts.extent();
    const kept = keptFact.safeParse(store.facts.factAt(RECORD_SUBJECT, 'kept', clock.now())?.value).data;
    return {
      now: toIso(clock.now()),
      firstAt: instantOf(known?.firstAt ?? null),
      lastAt: instantOf(known?.lastAt ?? null),
      keptSince: instantOf(kept?.since ?? null),
      because: kept?.because ?? null,
      sizeBytes: store.sizeBytes(),
      sizeLimitBytes: store.limits.sizeLimitBytes,
    };
  };

  const clockMarks = (range: { from: number; to: number }): Mark[] =>
    store.facts.changes('clock', range, MOST_MARKS).flatMap((fact) => {
      const parsed = clockFact.safeParse(fact.value).data;
      return parsed ? [clockMark(fact, parsed.byMs)] : [];
    });

  return {
    upkeep: createUpkeep(options),
    extent,
    frames: (signal) =>
      conflate({
        clock,
        frameMs: FRAME_MS,
        subscribe: (listener) => every(clock, FRAME_MS, listener),
        snapshot: extent,
        signal,
      }),
    timeline({ from, to }) {
      const facts = store.facts.holding('status', { from, to });
      const changes = changesOf(facts, store).filter(({ time }) => time >= from);
      const marks = [...changes.map(({ mark }) => mark), ...clockMarks({ from, to })];
      const kept = marks
        .toSorted((a, b) => RANK[a.level] - RANK[b.level] || b.at.localeCompare(a.at))
        .slice(0, MOST_MARKS);
      return {
        from: toIso(from),
        to: toIso(to),
        gaps: gapsOf(facts, { from, to }, maxGapMs).map((gap) => ({
          from: toIso(gap.from),
          to: toIso(gap.to),
        })),
        marks: kept.toSorted((a, b) => a.at.localeCompare(b.at)),
        leftOut: marks.length - kept.length,
      };
    },
    nearestChange(at, direction) {
      const known = store.facts.extent();
      if (!known) return null;
      // Day by day away from the moment: the nearest change is nearly always close.
      const step = direction === 'before' ? -DAY_MS : DAY_MS;
      for (let edge = at; edge + DAY_MS >= known.firstAt && edge - DAY_MS <= known.lastAt; edge += step) {
        const range =
          direction === 'before'
            ? { from: edge - DAY_MS, to: edge }
            : { from: edge + 1, to: edge + DAY_MS + 1 };
        const facts = store.facts.changes('status', range, CHANGES_ASKED).reverse();
        const found = changesOf(facts, store).filter(({ time }) =>
          direction === 'before' ? time < at : time > at,
        );
        const nearest = direction === 'before' ? found.at(-1) : found[0];
        if (nearest) return nearest.mark;
      }
      return null;
    },
  };
}

/** Facts of statuses in order, without those that only tell another reason or a look after a gap. */
function changesOf(facts: readonly Fact[], store: Store): { time: number; mark: Mark }[] {
  const before = new Map<string, string>();
  return facts.flatMap((fact) => {
    const { status, reason } = statusFact.safeParse(fact.value).data ?? {
      status: 'unknown' as const,
      reason: null,
    };
    const known = before.get(fact.subject) ?? statusBefore(store, fact);
    before.set(fact.subject, status);
    if (known === status || known === null) return [];
    const name = systemName(fact.subject);
    const text = `${name} is ${status}${reason === null ? '' : `: ${reason}`}`;
    const mark: Mark = {
      at: toIso(fact.observedAt),
      kind: 'status',
      level: LEVELS[status],
      system: fact.subject,
      text,
    };
    return [{ time: fact.observedAt, mark }];
  });
}

/** Null when it is the first that is known of the system: that is no change. */
function statusBefore(store: Store, fact: Fact): string | null {
  const [earlier] = store.facts.history(fact.subject, 'status', 1, fact.observedAt - 1);
  return earlier ? (statusFact.safeParse(earlier.value).data?.status ?? 'unknown') : null;
}

function clockMark(fact: Fact, byMs: number): Mark {
  const seconds = Math.abs(Math.round(byMs / 1000));
  const text =
    byMs < 0
      ? `The clock was set back by ${seconds} s`
      : `The clock moved forward by ${seconds} s, or this machine slept`;
  return { at: toIso(fact.observedAt), kind: 'clock', level: 'unknown', system: null, text };
}

/** The parts of a range that no fact covers. */
function gapsOf(facts: readonly Fact[], range: { from: number; to: number }, maxGapMs: number) {
  const gaps: { from: number; to: number }[] = [];
  let seenUntil = range.from;
  for (const fact of facts) {
    if (fact.observedAt - seenUntil > maxGapMs) gaps.push({ from: seenUntil, to: fact.observedAt });
    seenUntil = Math.max(seenUntil, fact.lastSeenAt);
  }
  if (range.to - seenUntil > maxGapMs) gaps.push({ from: seenUntil, to: range.to });
  return gaps;
}

function every(clock: Clock, periodMs: number, run: () => void): () => void {
  let cancel = () => {};
  const again = () => {
    cancel = clock.after(periodMs, () => {
      run();
      again();
    });
  };
  again();
  return () => cancel();
}
