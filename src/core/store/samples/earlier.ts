import type { StoreDatabase } from '../database.ts';
import type { Chunks } from './chunks.ts';
import { DAY_MS, dayOf } from './chunks.ts';
import { emptyPoints, type Points } from './points.ts';

/** Samples as earlier versions kept them, a row each, until the last of them has been packed. */
export interface EarlierSamples {
  /** Null when there are none within [from, to]. */
  points(seriesId: number, from: number, to: number): Points | null;
  /** The newest not after `at`. */
  newest(seriesId: number, at: number): { at: number; value: number } | undefined;
  /** Packs a day of a series, in a transaction. False when there is nothing left to do. */
  pack(): boolean;
  /** Forgets what is older, at most so many; and what is newer. */
  drop(what: { before: number } | { after: number }, most: number): number;
  firstAt(): number | null;
}

export function createEarlierSamples(database: StoreDatabase, chunks: Chunks): EarlierSamples {
  const exists = () =>
    database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sample_before'").get() !== undefined;
  const statements = () => ({
    between: database.prepare<[number, number, number], { at: number; value: number }>(
      'SELECT at, value FROM sample_before WHERE series_id = ? AND at >= ? AND at <= ? ORDER BY at',
    ),
    newest: database.prepare<[number, number], { at: number; value: number }>(
      'SELECT at, value FROM sample_before WHERE series_id = ? AND at <= ? ORDER BY at DESC LIMIT 1',
    ),
    first: database.prepare<[], { series_id: number; at: number }>(
      'SELECT series_id, at FROM sample_before LIMIT 1',
    ),
    remove: database.prepare<[number, number]>('DELETE FROM sample_before WHERE series_id = ? AND at < ?'),
    before: database.prepare<[number, number]>(`
      DELETE FROM sample_before WHERE (series_id, at) IN (
        SELECT series_id, at FROM sample_before WHERE at < ? LIMIT ?)`),
    after: database.prepare<[number]>('DELETE FROM sample_before WHERE at > ?'),
    firstAt: database
      .prepare<[], number | null>(
        'SELECT min((SELECT min(at) FROM sample_before WHERE series_id = series.id)) FROM series',
      )
      .pluck(),
    drop: database.prepare('DROP TABLE sample_before'),
  });
  let open = exists() ? statements() : null;

  /** Another process may have packed the last of them. */
  const using = <T>(nothing: T, work: (statement: ReturnType<typeof statements>) => T): T => {
    if (!open) return nothing;
    try {
      return work(open);
    } catch (error) {
      if (exists()) throw error;
      open = null;
      return nothing;
    }
  };
  const between = (statement: ReturnType<typeof statements>, seriesId: number, from: number, to: number) => {
    const rows = statement.between.all(seriesId, from, to);
    const points = emptyPoints(rows.length);
    for (const { at, value } of rows) {
      points.times[points.length] = at;
      points.values[points.length] = value;
      points.length += 1;
    }
    return points;
  };
  const pack = database.transaction((): boolean =>
    using(false, (statement) => {
      const first = statement.first.get();
      if (!first) {
        statement.drop.run();
        open = null;
        return false;
      }
      const end = dayOf(first.at) + DAY_MS;
      chunks.put(first.series_id, between(statement, first.series_id, first.at, end - 1));
      statement.remove.run(first.series_id, end);
      return true;
    }),
  );

  return {
    points: (seriesId, from, to) =>
      using(null, (statement) => {
        const points = between(statement, seriesId, from, to);
        return points.length === 0 ? null : points;
      }),
    newest: (seriesId, at) => using(undefined, (statement) => statement.newest.get(seriesId, at)),
    pack: () => pack.immediate(),
    drop: (what, most) =>
      using(0, (statement) =>
        'before' in what
          ? statement.before.run(what.before, most).changes
          : statement.after.run(what.after).changes,
      ),
    firstAt: () => using(null, (statement) => statement.firstAt.get() ?? null),
  };
}
