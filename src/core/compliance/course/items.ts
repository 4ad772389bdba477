import type { CourseRange } from '../../health/courses/index.ts';
import { toIso } from '../../kernel/clock.ts';
import { HOUR_MS } from '../../store/compliance/hours.ts';
import type { ComplianceRecords } from '../../store/compliance/index.ts';
import type { ItemRun } from '../../store/compliance/items.ts';
import type { Bucket } from '../../store/samples/index.ts';
import type { Assessment, PartId } from '../assessment.ts';
import { meets } from '../judge.ts';
import type { PartTarget } from '../parts.ts';
import { type Course, courseOf, type Level } from './course.ts';

const WHOLE: PartTarget = { target: 1, good: 'at-least' };

/** The items of a part that something is known of in a time, and the course of one. */
export interface ItemCourse {
  from: string;
  to: string;
  bucketMs: number;
  /** Those that count least first; `low` and `high` are the least that was seen. */
  items: { id: string; title: string; low: number; high: number }[];
  /** Of the item that was asked for, else of the first; null when none is known. */
  course: Course | null;
}

/**
 * What one item of a part counted over time, as at least and at most so much: the worst of each hour. Buckets are not
 * finer than that, and empty where nobody validated.
 */
export function createItemCourse(options: {
  records: { items: Pick<ComplianceRecords['items'], 'runs'> };
  latest: (at: number) => Assessment | null;
  targetOf: (part: PartId) => PartTarget;
  now: () => number;
}): (of: { part: PartId; item: string | null }, range: Omit<CourseRange, 'signal'>) => ItemCourse {
  const { records, latest, targetOf, now } = options;
  return ({ part, item }, { rangeMs, buckets, at = null }) => {
    const until = at ?? now();
    const bucketMs = Math.max(HOUR_MS, Math.ceil(rangeMs / buckets));
    const to = Math.ceil(until / bucketMs) * bucketMs;
    const from = to - bucketMs * Math.ceil(rangeMs / bucketMs);
    const byItem = Map.groupBy(records.items.runs(part, { from, to: until }), ({ id }) => id);
    const items = [...byItem]
      .map(([id, runs]) => ({
        ...{ id, title: runs.at(-1)?.title ?? id },
        low: Math.min(...runs.map(({ low }) => low)),
        high: Math.min(...runs.map(({ high }) => high)),
      }))
      .toSorted((a, b) => a.low - b.low || a.high - b.high || (a.title < b.title ? -1 : 1));
    const chosen = items.find(({ id }) => id === item) ?? items[0];
    const runs = chosen && byItem.get(chosen.id);
    return {
      ...{ from: toIso(from), to: toIso(to), bucketMs, items },
      course: chosen && runs ? courseOfItem(chosen, runs) : null,
    };

    function courseOfItem({ id, title }: { id: string; title: string }, known: readonly ItemRun[]): Course {
      const found = latest(until);
      const now = found?.parts.find((one) => one.id === part)?.items.find((one) => one.id === id);
      const counts = now?.counts ?? null;
      // A service's score of itself is a measure; whatever else an item is, it is whole or it lacks something.
      const target = part === 'compliance' ? targetOf(part) : WHOLE;
      const span = { from, bucketMs, until, buckets: Math.round((to - from) / bucketMs) };
      return courseOf(
        {
          ...{ id, title, value: counts, level: levelOf(counts, target) },
          ...target,
          atLeast: bucketsOf(known, 'low', span),
          atMost: bucketsOf(known, 'high', span),
        },
        now === undefined ? null : (found?.checkedAt ?? null),
      );
    }
  };
}

function levelOf(counts: number | null, target: PartTarget): Level {
  if (counts === null) return 'unknown';
  if (meets(target, counts)) return 'good';
  return counts <= 0 ? 'critical' : 'warning';
}

function bucketsOf(
  runs: readonly ItemRun[],
  which: 'low' | 'high',
  { from, bucketMs, until, buckets }: { from: number; bucketMs: number; until: number; buckets: number },
): Bucket[] {
  const sums = Array.from({ length: buckets }, () => ({ hours: 0, sum: 0, min: Infinity, max: -Infinity }));
  for (const run of runs) {
    const value = run[which];
    // Each hour of the run counts once, in the bucket in which it begins.
    const first = Math.max(run.from, from);
    const last = Math.min(run.until, until);
    for (let place = placeOf(first); place <= placeOf(last); place += 1) {
      const bucket = sums[place];
      if (!bucket) continue;
      const begin = Math.max(first, from + place * bucketMs);
      const end = Math.min(last + HOUR_MS, from + (place + 1) * bucketMs);
      const hours = Math.max(0, (end - begin) / HOUR_MS);
      bucket.hours += hours;
      bucket.sum += value * hours;
      bucket.min = Math.min(bucket.min, value);
      bucket.max = Math.max(bucket.max, value);
    }
  }
  return sums.flatMap(({ hours, sum, min, max }, place): Bucket[] => {
    const at = from + place * bucketMs;
    if (at > until) return [];
    return [hours === 0 ? { at, min: null, mean: null, max: null } : { at, min, mean: sum / hours, max }];
  });

  function placeOf(at: number): number {
    return Math.floor((at - from) / bucketMs);
  }
}
