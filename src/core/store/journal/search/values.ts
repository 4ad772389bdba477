import type Database from 'better-sqlite3';

/** The columns whose values can be asked for. */
export type ValueColumn = 'actor' | 'kind' | 'subject';

/** Among more different values than this, only the first in the alphabet are looked through. */
const MOST_LOOKED_AT = 5000;

/**
 * What occurs in a column and contains a text, whatever its case, the latest first. The index is hopped
 * through from one value to the next, so that it takes as long as there are values, not entries.
 */
export function valuesOf(
  database: Database.Database,
  column: ValueColumn,
  { contains, limit }: { contains: string; limit: number },
): string[] {
  const sought = contains.toLowerCase();
  const next = database
    .prepare<[string], string>(`SELECT ${column} FROM indexed WHERE ${column} > ? ORDER BY ${column} LIMIT 1`)
    .pluck();
  const latest = database
    .prepare<[string], number>(`SELECT max(idx) FROM indexed WHERE ${column} = ?`)
    .pluck();
  const found: { value: string; latest: number }[] = [];
  let value = next.get('');
  for (let count = 0; value !== undefined && count < MOST_LOOKED_AT; count += 1) {
    if (value.toLowerCase().includes(sought)) found.push({ value, latest: latest.get(value) ?? -1 });
    value = next.get(value);
  }
  return found
    .sort((a, b) => b.latest - a.latest)
    .slice(0, limit)
    .map((it) => it.value);
}
