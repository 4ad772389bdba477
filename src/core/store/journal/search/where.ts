import type Database from 'better-sqlite3';
import { type Condition, conditionsOf, type EntryFilter, matchOf } from './query.ts';

/** Tables and conditions that a filter comes to. */
export interface Where extends Condition {
  /** The column with the entry's index. */
  index: string;
}

/**
 * @param wantsColumns whether more than the index is asked for
 * @returns undefined when a text is asked for that has no word in it
 */
export function whereOf(
  database: Database.Database,
  filter: EntryFilter,
  wantsColumns = false,
): Where | undefined {
  const columns = conditionsOf(filter);
  if (filter.text === undefined) {
    const walks =
      filter.kind !== undefined &&
      filter.actor === undefined &&
      filter.subject === undefined &&
      isCommon(database, filter.kind);
    const table = walks ? 'indexed NOT INDEXED' : 'indexed';
    return columns.reduce(and, { index: 'idx', sql: `${table} WHERE 1`, values: [] });
  }
  const match = matchOf(filter.text);
  if (match === undefined) return undefined;
  const words: Where = { index: 'word.rowid', sql: 'word WHERE word MATCH ?', values: [match] };
  if (columns.length === 0 && !wantsColumns) return words;
  const both = { ...words, sql: 'word JOIN indexed ON indexed.idx = word.rowid WHERE word MATCH ?' };
  return columns.reduce(and, both);
}

export function and(where: Where, { sql, values }: Condition): Where {
  return { ...where, sql: `${where.sql} AND ${sql}`, values: [...where.values, ...values] };
}

/** Of so many entries, the newest are found sooner by going through them all than by gathering and sorting them. */
const COMMON = 20_000;

function isCommon(database: Database.Database, kind: string): boolean {
  const where = conditionsOf({ kind }).reduce(and, { index: 'idx', sql: 'indexed WHERE 1', values: [] });
  const counted = database
    .prepare<unknown[], number>(`SELECT count(*) FROM (SELECT 1 FROM ${where.sql} LIMIT ?)`)
    .pluck()
    .get(...where.values, COMMON);
  return counted === COMMON;
}
