import type { StoreDatabase } from '../database.ts';
import { CHUNK_SAMPLES } from './log.ts';
import { emptyPoints, firstNotBefore, mergePoints, type Points, within } from './points.ts';
import { packPoints, unpackPoints } from './raw-chunk.ts';
import { lastIn, packRolledUp, type RolledUp, unpackRolledUp } from './roll-up.ts';

export interface ChunkRow {
  id: number;
  series_id: number;
  from_at: number;
  to_at: number;
  count: number;
  data: Buffer;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
/** No chunk reaches beyond the day (UTC) it begins in. */
export const DAY_MS = 86_400_000;

export type WidthMs = typeof MINUTE_MS | typeof HOUR_MS;

/** The packed samples of every series. Chunks of a series never overlap, and are read in order. */
export interface Chunks {
  /**
   * Packs points, in order, with what is already there of the same time; of a time that is there the new
   * value counts. @returns by how many samples there are more
   */
  put(seriesId: number, points: Points): number;
  /** Adds the points within [from, to], and some about them, to the end of `into`. */
  read(seriesId: number, from: number, to: number, into: Points): void;
  /** The chunk in which the newest point not after `at` is. */
  newest(seriesId: number, at: number): ChunkRow | undefined;
  /** Minutes, and of days that have none the hours, within [from, to]. */
  rolledUp(seriesId: number, from: number, to: number): { widthMs: WidthMs; buckets: RolledUp[] }[];
  newestRolledUp(seriesId: number, at: number): { at: number; value: number } | undefined;
  putRolledUp(seriesId: number, widthMs: WidthMs, buckets: readonly RolledUp[], isCounter: boolean): void;
  remove(id: number): void;
  has(seriesId: number): boolean;
  /** Another process may have rolled up more. */
  forget(): void;
}

export function createChunks(database: StoreDatabase): Chunks {
  const columns = 'id, series_id, from_at, to_at, count, data';
  const insert = database.prepare<[number, number, number, number, number, Uint8Array]>(
    'INSERT INTO sample_chunk (series_id, width_ms, from_at, to_at, count, data) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const between = database.prepare<[number, number, number, number, number], ChunkRow>(`
    SELECT ${columns} FROM sample_chunk
    WHERE series_id = ? AND width_ms = ? AND from_at >= ? AND from_at <= ? AND to_at >= ? ORDER BY from_at`);
  const backwards = database.prepare<[number, number, number], ChunkRow>(`
    SELECT ${columns} FROM sample_chunk
    WHERE series_id = ? AND width_ms = 0 AND from_at >= ? AND from_at <= ? ORDER BY from_at DESC`);
  /** Without what is in it: mostly it only has to be seen that nothing overlaps. */
  const outlines = database.prepare<[number, number, number], Omit<ChunkRow, 'data'>>(`
    SELECT id, series_id, from_at, to_at, count FROM sample_chunk
    WHERE series_id = ? AND width_ms = 0 AND from_at >= ? AND from_at <= ? ORDER BY from_at DESC`);
  const byId = database.prepare<[number], ChunkRow>(`SELECT ${columns} FROM sample_chunk WHERE id = ?`);
  const newest = database.prepare<[number, number], ChunkRow>(`
    SELECT ${columns} FROM sample_chunk
    WHERE series_id = ? AND width_ms = 0 AND from_at <= ? ORDER BY from_at DESC LIMIT 1`);
  const newestOf = database.prepare<[number, number, number], ChunkRow>(`
    SELECT ${columns} FROM sample_chunk
    WHERE series_id = ? AND width_ms = ? AND from_at <= ? ORDER BY from_at DESC LIMIT 2`);
  const remove = database.prepare<[number]>('DELETE FROM sample_chunk WHERE id = ?');
  const any = database
    .prepare<[number], number>('SELECT 1 FROM sample_chunk WHERE series_id = ? LIMIT 1')
    .pluck();

  const newestHour = database
    .prepare<[], number | null>('SELECT max(to_at) FROM sample_chunk WHERE width_ms = 3600000')
    .pluck();
  /** Nothing later is rolled up: most that is read is not so old. */
  let rolledUntil: number | null = null;

  /** What has to be packed anew with the points of a day: what overlaps, and the last when it is small. */
  const touched = (seriesId: number, points: Points): ChunkRow[] => {
    const first = points.times[0] ?? 0;
    const last = points.times[points.length - 1] ?? 0;
    const found: Omit<ChunkRow, 'data'>[] = [];
    for (const row of outlines.iterate(seriesId, dayOf(first), last)) {
      const overlaps = row.to_at >= first;
      if (!overlaps && (found.length > 0 || row.count >= CHUNK_SAMPLES / 2)) break;
      found.push(row);
      if (!overlaps) break;
    }
    return found.reverse().flatMap(({ id }) => byId.get(id) ?? []);
  };

  const putDay = (seriesId: number, points: Points): number => {
    const rows = touched(seriesId, points);
    const known = emptyPoints(rows.reduce((count, row) => count + row.count, 0));
    for (const row of rows) {
      unpackPoints(chunkOf(row), known);
      remove.run(row.id);
    }
    const all = mergePoints(known, points);
    // In equal parts, so that none is left over.
    const parts = Math.ceil(all.length / (CHUNK_SAMPLES * 1.5));
    for (let part = 0; part < parts; part += 1) {
      const start = Math.floor((part * all.length) / parts);
      const end = Math.floor(((part + 1) * all.length) / parts);
      const slice = {
        times: all.times.subarray(start, end),
        values: all.values.subarray(start, end),
        length: end - start,
      };
      const [from, to] = [slice.times[0] ?? 0, slice.times[slice.length - 1] ?? 0];
      insert.run(seriesId, 0, from, to, slice.length, packPoints(slice));
    }
    return all.length - known.length;
  };

  const rows = (seriesId: number, widthMs: number, from: number, to: number) =>
    between.iterate(seriesId, widthMs, dayOf(from), to, from - widthMs);

  return {
    put(seriesId, points) {
      let added = 0;
      for (let start = 0; start < points.length; ) {
        const day = dayOf(points.times[start] ?? 0);
        const end = firstNotBefore(points.times, points.length, day + DAY_MS);
        added += putDay(seriesId, within(points, day, day + DAY_MS - 1));
        start = end;
      }
      return added;
    },
    read(seriesId, from, to, into) {
      const found: ChunkRow[] = [];
      // From the newest back: none before one that ended too early can reach further.
      for (const row of backwards.iterate(seriesId, dayOf(from), to)) {
        if (row.to_at < from) break;
        found.push(row);
      }
      for (const row of found.reverse()) unpackPoints(chunkOf(row), into);
    },
    newest: (seriesId, at) => newest.get(seriesId, at),
    rolledUp(seriesId, from, to) {
      const found: { widthMs: WidthMs; buckets: RolledUp[] }[] = [];
      rolledUntil ??= newestHour.get() ?? Number.NEGATIVE_INFINITY;
      if (from > rolledUntil) return found;
      const days = new Set<number>();
      for (const widthMs of [MINUTE_MS, HOUR_MS] as const) {
        for (const row of rows(seriesId, widthMs, from, to)) {
          const day = dayOf(row.from_at);
          if (widthMs === HOUR_MS && days.has(day)) continue;
          days.add(day);
          found.push({ widthMs, buckets: unpackRolledUp(chunkOf(row), widthMs) });
        }
      }
      return found.sort((a, b) => (a.buckets[0]?.startAt ?? 0) - (b.buckets[0]?.startAt ?? 0));
    },
    newestRolledUp(seriesId, at) {
      let best: { at: number; value: number } | undefined;
      for (const widthMs of [MINUTE_MS, HOUR_MS] as const) {
        for (const row of newestOf.all(seriesId, widthMs, at)) {
          const last = lastIn(chunkOf(row), widthMs, at);
          if (last && (!best || last.at > best.at)) best = last;
          if (last) break;
        }
      }
      return best;
    },
    putRolledUp(seriesId, widthMs, buckets, isCounter) {
      const [first, last] = [buckets[0], buckets.at(-1)];
      if (!first || !last) return;
      rolledUntil = null;
      const data = packRolledUp(buckets, widthMs, isCounter);
      insert.run(seriesId, widthMs, first.startAt, last.lastAt, buckets.length, data);
    },
    remove: (id) => void remove.run(id),
    has: (seriesId) => any.get(seriesId) !== undefined,
    forget() {
      rolledUntil = null;
    },
  };
}

export function chunkOf({ data, from_at, count }: ChunkRow) {
  return { data, fromAt: from_at, count };
}

export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}
