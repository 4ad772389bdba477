import type { StoreDatabase } from '../database.ts';
import { type ChunkRow, type Chunks, chunkOf, DAY_MS, dayOf, HOUR_MS, MINUTE_MS } from './chunks.ts';
import type { EarlierSamples } from './earlier.ts';
import type { SampleLog } from './log.ts';
import { emptyPoints, within } from './points.ts';
import { unpackPoints } from './raw-chunk.ts';
import { mergeRolledUp, rollUp, unpackRolledUp } from './roll-up.ts';
import type { SeriesCatalogue } from './series.ts';
import { createSweep } from './sweep.ts';

/** How long samples are kept as they were recorded, and then by the minute; the hours stay. */
export const RAW_KEPT_MS = 15 * DAY_MS;
export const MINUTES_KEPT_MS = 60 * DAY_MS;

/** What becomes of samples with time, in slices of a few milliseconds. */
export interface Ageing {
  /** Packs a group the log has enough of: all at once would hold up the thread. */
  pack(now: number): void;
  /** One slice of what is due. False when nothing is. */
  slice(now: number): boolean;
  /** Forgets what ended before, at most about so many samples. @returns how many they were */
  prune(before: number, most: number): number;
  /** Forgets what was recorded later than `now`. */
  drawBack(now: number): void;
}

/** Minutes of a series are kept by the day: a row is a day of it. */
const DAYS_AT_ONCE = 100;

export function createAgeing(options: {
  database: StoreDatabase;
  log: SampleLog;
  chunks: Chunks;
  earlier: EarlierSamples;
  catalogue: SeriesCatalogue;
  count: (change: number) => void;
}): Ageing {
  const { database, log, chunks, earlier, catalogue, count } = options;
  const columns = 'id, series_id, from_at, to_at, count, data';
  const oldestRaw = database.prepare<[number], ChunkRow>(`
    SELECT ${columns} FROM sample_chunk WHERE width_ms = 0 AND to_at < ? ORDER BY to_at LIMIT 1`);
  const ofDay = database.prepare<[number, number, number], ChunkRow>(`
    SELECT ${columns} FROM sample_chunk
    WHERE series_id = ? AND width_ms = 0 AND from_at >= ? AND from_at < ? ORDER BY from_at`);
  const rolledOfDay = database.prepare<[number, number, number, number], ChunkRow>(`
    SELECT ${columns} FROM sample_chunk
    WHERE series_id = ? AND width_ms = ? AND from_at >= ? AND from_at < ?`);
  const ended = {
    raw: database.prepare<[number, number], ChunkRow>(`
      SELECT ${columns} FROM sample_chunk WHERE width_ms = 0 AND to_at < ? ORDER BY to_at LIMIT ?`),
    minutes: database.prepare<[number, number], ChunkRow>(`
      SELECT ${columns} FROM sample_chunk WHERE width_ms = 60000 AND to_at < ? ORDER BY to_at LIMIT ?`),
    hours: database.prepare<[number, number], ChunkRow>(`
      SELECT ${columns} FROM sample_chunk WHERE width_ms = 3600000 AND to_at < ? ORDER BY to_at LIMIT ?`),
  };
  const later = {
    raw: database.prepare<[number], ChunkRow>(
      `SELECT ${columns} FROM sample_chunk WHERE width_ms = 0 AND to_at > ?`,
    ),
    rolled: database.prepare<[number]>('DELETE FROM sample_chunk WHERE width_ms > 0 AND from_at > ?'),
  };

  const packGroup = database.transaction((group: number) => {
    log.sync();
    let added = 0;
    for (const id of log.seriesOf(group)) {
      const points = log.points(id);
      // A series that was removed meanwhile has nobody to ask for it.
      if (points && catalogue.get(id)) added += chunks.put(id, points);
    }
    count(added - log.cut(group));
  });

  /** A day of a series becomes minutes and hours, and its points go. */
  const rollUpDay = database.transaction((oldest: ChunkRow) => {
    const { series_id: seriesId } = oldest;
    const day = dayOf(oldest.from_at);
    const isCounter = catalogue.get(seriesId)?.isCounter ?? false;
    const points = emptyPoints(1024);
    for (const row of ofDay.all(seriesId, day, day + DAY_MS)) {
      unpackPoints(chunkOf(row), points);
      chunks.remove(row.id);
    }
    for (const widthMs of [MINUTE_MS, HOUR_MS] as const) {
      let rolled = rollUp(points, widthMs);
      for (const row of rolledOfDay.all(seriesId, widthMs, day, day + DAY_MS)) {
        rolled = mergeRolledUp(unpackRolledUp(chunkOf(row), widthMs), rolled);
        chunks.remove(row.id);
      }
      chunks.putRolledUp(seriesId, widthMs, rolled, isCounter);
    }
    count(-points.length);
  });

  const removeAll = database.transaction((rows: readonly ChunkRow[]) => {
    for (const { id } of rows) chunks.remove(id);
  });

  const sweep = createSweep(options);

  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      // What was rolled back is still in the database, whatever memory says.
      log.forget();
      throw error;
    }
  };

  return {
    pack(now) {
      const [group] = log.full(now);
      if (group !== undefined) attempt(() => packGroup.immediate(group));
    },
    slice(now) {
      if (earlier.pack()) return true;
      log.sync();
      const [group] = log.full(now);
      if (group !== undefined) {
        attempt(() => packGroup.immediate(group));
        return true;
      }
      const oldest = oldestRaw.get(dayOf(now - RAW_KEPT_MS));
      if (oldest) {
        rollUpDay.immediate(oldest);
        return true;
      }
      const minutes = ended.minutes.all(now - MINUTES_KEPT_MS, DAYS_AT_ONCE);
      if (minutes.length > 0) removeAll(minutes);
      return minutes.length === DAYS_AT_ONCE || sweep.slice(now);
    },
    prune(before, most) {
      let forgotten = 0;
      for (const statement of Object.values(ended)) {
        if (forgotten >= most) break;
        const rows = statement.all(before, Math.ceil(most / 200));
        let enough = 0;
        for (const row of rows) {
          if (forgotten >= most) break;
          forgotten += row.count;
          enough += 1;
          if (statement === ended.raw) count(-row.count);
        }
        removeAll(rows.slice(0, enough));
      }
      if (forgotten < most) {
        log.sync();
        const oldest = log.oldestAt() ?? before;
        const dropped = (oldest < before ? log.drop({ before }, most) : 0) + earlier.drop({ before }, most);
        count(-dropped);
        forgotten += dropped;
      }
      return forgotten;
    },
    drawBack(now) {
      let dropped = log.drop({ after: now }, Number.MAX_SAFE_INTEGER);
      dropped += earlier.drop({ after: now }, Number.MAX_SAFE_INTEGER);
      for (const row of later.raw.all(now)) {
        const points = emptyPoints(row.count);
        unpackPoints(chunkOf(row), points);
        const kept = within(points, 0, now);
        chunks.remove(row.id);
        if (kept.length > 0) chunks.put(row.series_id, kept);
        dropped += row.count - kept.length;
      }
      later.rolled.run(now);
      count(-dropped);
    },
  };
}
