import type Database from 'better-sqlite3';
import type { Slices } from '../../../kernel/slices.ts';
import { type Activity, emptyActivity, inBuckets, spanFor } from './buckets.ts';
import type { EntryFilter } from './query.ts';
import { and, type Where, whereOf } from './where.ts';

/** So many rows are read before others may have their turn. */
const ROWS_AT_ONCE = 2000;

interface Row {
  idx: number;
  at: number | null;
  attention: number;
}

/**
 * Counts entries over time, in slices between which others have their turn.
 *
 * @param options `rowsAtOnce` are read before others have their turn; `mostCounted`: of a filter that asks for more than times, only so many of the newest are looked at
 */
export function activityOf(
  database: Database.Database,
  filter: EntryFilter,
  options: { buckets: number; mostCounted: number; rowsAtOnce?: number; slices: Slices },
): Promise<Activity> {
  const { since, until, ...rest } = filter;
  if (Object.values(rest).every((value) => value === undefined)) {
    return countByTime(database, { since, until }, options);
  }
  const where = whereOf(database, filter, true);
  return where === undefined ? Promise.resolve(emptyActivity()) : countNewest(database, where, options);
}

/** The index of times answers by itself: a million entries are counted in less than a tenth of a second. */
async function countByTime(
  database: Database.Database,
  { since, until }: Pick<EntryFilter, 'since' | 'until'>,
  { buckets: most, slices }: { buckets: number; slices: Slices },
): Promise<Activity> {
  const range = [since ?? Number.MIN_SAFE_INTEGER, until ?? Number.MAX_SAFE_INTEGER];
  const edge = (direction: 'ASC' | 'DESC') =>
    database
      .prepare<unknown[], number>(
        `SELECT at FROM indexed WHERE at >= ? AND at < ? ORDER BY at ${direction} LIMIT 1`,
      )
      .pluck()
      .get(...range);
  const [first, last] = [edge('ASC'), edge('DESC')];
  if (first === undefined || last === undefined) return emptyActivity();
  const bucketMs = spanFor(first, last, most);
  const from = Math.floor(first / bucketMs) * bucketMs;
  const count = database
    .prepare<unknown[], number>('SELECT count(*) FROM indexed WHERE at >= ? AND at < ?')
    .pluck();
  const remarkable = database
    .prepare<unknown[], number>('SELECT count(*) FROM indexed WHERE attention > 0 AND at >= ? AND at < ?')
    .pluck();
  const buckets: Activity['buckets'] = [];
  for (let start = from; start <= last; start += bucketMs) {
    const span = [Math.max(start, range[0] ?? start), Math.min(start + bucketMs, range[1] ?? start)];
    const entries = count.get(...span) ?? 0;
    if (entries > 0) buckets.push([start, entries, remarkable.get(...span) ?? 0]);
    if (slices.isOver()) await slices.rest();
  }
  return { from, to: Math.floor(last / bucketMs) * bucketMs + bucketMs, bucketMs, buckets, isComplete: true };
}

async function countNewest(
  database: Database.Database,
  where: Where,
  {
    buckets,
    mostCounted,
    rowsAtOnce = ROWS_AT_ONCE,
    slices,
  }: { buckets: number; mostCounted: number; rowsAtOnce?: number; slices: Slices },
): Promise<Activity> {
  // Times are kept whole until all are known: the width of a bucket depends on the first and the last.
  const times: number[] = [];
  const attention: number[] = [];
  let before = Number.MAX_SAFE_INTEGER;
  let looked = 0;
  for (;;) {
    const page = and(where, { sql: `${where.index} < ?`, values: [before] });
    const rows = database
      .prepare<unknown[], Row>(
        `SELECT indexed.idx, at, attention FROM ${page.sql} ORDER BY ${where.index} DESC LIMIT ?`,
      )
      .all(...page.values, rowsAtOnce);
    for (const { at, attention: rank } of rows) {
      if (at === null) continue;
      times.push(at);
      if (rank > 0) attention.push(at);
    }
    looked += rows.length;
    const last = rows.at(-1);
    const isComplete = last === undefined || rows.length < rowsAtOnce;
    if (isComplete || looked >= mostCounted) return { ...inBuckets(times, attention, buckets), isComplete };
    before = last.idx;
    if (slices.isOver()) await slices.rest();
  }
}
