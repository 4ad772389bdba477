import type Database from 'better-sqlite3';
import type { EntryFilter } from './query.ts';
import { and, whereOf } from './where.ts';

export interface FoundEntries {
  /** From the newest on. */
  indexes: number[];
  total: number;
  /** Whether there are more than were counted. */
  isTotalExact: boolean;
}

export interface FindWish {
  limit: number;
  /** Only entries before this index. */
  before: number | undefined;
}

/** More are not counted: nobody turns the pages of them all, and counting a million takes too long. */
export const MOST_COUNTED = 100_000;

/** Among the entries that were taken in: those before `before`, at most `limit` of them. */
export function findIn(
  database: Database.Database,
  filter: EntryFilter,
  { limit, before }: FindWish,
  mostCounted: number,
): FoundEntries {
  const where = whereOf(database, filter);
  if (where === undefined) return { indexes: [], total: 0, isTotalExact: true };
  const page = before === undefined ? where : and(where, { sql: `${where.index} < ?`, values: [before] });
  const indexes = database
    .prepare<unknown[], number>(`SELECT ${where.index} FROM ${page.sql} ORDER BY 1 DESC LIMIT ?`)
    .pluck()
    .all(...page.values, limit);
  const counted = database
    .prepare<unknown[], number>(`SELECT count(*) FROM (SELECT 1 FROM ${where.sql} LIMIT ?)`)
    .pluck()
    .get(...where.values, mostCounted + 1);
  const total = Math.min(counted ?? 0, mostCounted);
  return { indexes, total, isTotalExact: total === counted };
}
