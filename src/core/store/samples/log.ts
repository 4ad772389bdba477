import type { StoreDatabase } from '../database.ts';
import { addPoint, emptyPoints, inOrder, isStale, type Points, setStale } from './points.ts';

/**
 * What was recorded and is not packed yet. The rows are the truth and this memory a copy of them: whatever
 * becomes of the process, what was acknowledged is in the database. Other processes may write and pack too;
 * before each use the copy is brought to what the database says.
 */
export interface SampleLog {
  /** Writes values taken at one moment, in the caller's transaction; `applied` is to be called after it. */
  write(at: number, ids: readonly number[], values: Float64Array): { applied: () => void };
  /** Reads what others have written. */
  sync(): void;
  /** Of one series, in order. */
  points(id: number): Points | undefined;
  /** Of the oldest, epoch milliseconds; null when there is none. */
  oldestAt(): number | null;
  /** Groups that have enough to be packed. */
  full(now: number): number[];
  groups(): number[];
  /** Series of a group. */
  seriesOf(group: number): number[];
  /** Takes a group's rows out, in the caller's transaction. @returns how many samples they were */
  cut(group: number): number;
  /** Takes out what was recorded before, or after, a time, at most so many rows. */
  drop(what: { before: number } | { after: number }, most: number): number;
  /** What is in memory may not be in the database: it is read again. */
  forget(): void;
}

/** Series of a group are packed together; its number fits a byte beside each value. */
const GROUP_SIZE = 128;
/** So many samples make a chunk: an hour of looks every 15 s. */
export const CHUNK_SAMPLES = 240;
const DAY_MS = 86_400_000;

interface Group {
  series: Map<number, Points & { sorted: boolean }>;
  samples: number;
  oldestAt: number;
  fullest: number;
}

interface Row {
  id: number;
  series_group: number;
  at: number;
  data: Buffer;
}

export function createSampleLog(
  database: StoreDatabase,
  onForeignChange: (wasCut: boolean) => void,
): SampleLog {
  const insert = database.prepare<[number, number, Uint8Array]>(
    'INSERT INTO sample_log (series_group, at, data) VALUES (?, ?, ?)',
  );
  const since = database.prepare<[number], Row>(
    'SELECT id, series_group, at, data FROM sample_log WHERE id > ? ORDER BY id',
  );
  const version = database.prepare<[], number>('PRAGMA data_version').pluck();
  const cuts = database.prepare<[], number>("SELECT n FROM tally WHERE name = 'sample-log-cuts'").pluck();
  const addCut = database.prepare("UPDATE tally SET n = n + 1 WHERE name = 'sample-log-cuts'");
  const removeGroup = database.prepare<[number, number]>(
    'DELETE FROM sample_log WHERE series_group = ? AND id <= ?',
  );
  const aside = {
    before: database.prepare<[number, number], Row>(
      'SELECT id, series_group, at, data FROM sample_log WHERE at < ? ORDER BY id LIMIT ?',
    ),
    after: database.prepare<[number, number], Row>(
      'SELECT id, series_group, at, data FROM sample_log WHERE at > ? ORDER BY id LIMIT ?',
    ),
  };
  const removeRow = database.prepare<[number]>('DELETE FROM sample_log WHERE id = ?');

  const groups = new Map<number, Group>();
  let lastId = 0;
  let seenCuts = -1;
  let seenVersion = -1;

  const groupOf = (number: number): Group => {
    let group = groups.get(number);
    if (!group) {
      group = { series: new Map(), samples: 0, oldestAt: Number.POSITIVE_INFINITY, fullest: 0 };
      groups.set(number, group);
    }
    return group;
  };

  const apply = (group: Group, id: number, at: number, values: Float64Array, index: number) => {
    let points = group.series.get(id);
    if (!points) {
      points = { ...emptyPoints(), sorted: true };
      group.series.set(id, points);
    }
    if (points.length > 0 && (points.times[points.length - 1] ?? 0) >= at) points.sorted = false;
    const value = values[index] ?? 0;
    addPoint(points, at, value);
    if (Number.isNaN(value) && isStale(values, index)) setStale(points.values, points.length - 1);
    group.samples += 1;
    if (at < group.oldestAt) group.oldestAt = at;
    if (points.length > group.fullest) group.fullest = points.length;
  };

  const readRow = ({ id, series_group: number, at, data }: Row) => {
    const count = countIn(data);
    const values = new Float64Array(count);
    new Uint8Array(values.buffer).set(data.subarray(count));
    const group = groupOf(number);
    for (let index = 0; index < count; index += 1) {
      apply(group, number * GROUP_SIZE + (data[index] ?? 0), at, values, index);
    }
    lastId = Math.max(lastId, id);
  };

  const forget = () => {
    groups.clear();
    lastId = 0;
    seenCuts = -1;
    seenVersion = -1;
  };

  const sync = () => {
    const now = version.get() ?? 0;
    if (now === seenVersion) return;
    const cutsNow = cuts.get() ?? 0;
    if (cutsNow !== seenCuts) {
      groups.clear();
      lastId = 0;
    }
    if (seenVersion !== -1) onForeignChange(cutsNow !== seenCuts);
    for (const row of since.iterate(lastId)) readRow(row);
    seenCuts = cutsNow;
    seenVersion = now;
  };

  /** Whoever else has read the log must read it anew; we know what is gone. */
  const wasCut = () => {
    addCut.run();
    seenCuts += 1;
  };

  return {
    write(at, ids, values) {
      sync();
      let newest = lastId;
      for (let start = 0; start < ids.length; ) {
        const group = groupNumber(ids[start] ?? 0);
        let end = start + 1;
        while (end < ids.length && groupNumber(ids[end] ?? 0) === group) end += 1;
        newest = Number(insert.run(group, at, packRow(ids, values, start, end)).lastInsertRowid);
        start = end;
      }
      return {
        applied() {
          for (let index = 0; index < ids.length; index += 1) {
            const id = ids[index] ?? 0;
            apply(groupOf(groupNumber(id)), id, at, values, index);
          }
          lastId = newest;
        },
      };
    },
    sync,
    points(id) {
      const group = groups.get(groupNumber(id));
      const points = group?.series.get(id);
      if (!group || !points || points.sorted) return points;
      const ordered = { ...inOrder(points), sorted: true };
      group.series.set(id, ordered);
      return ordered;
    },
    oldestAt() {
      let oldest = Number.POSITIVE_INFINITY;
      for (const group of groups.values()) oldest = Math.min(oldest, group.oldestAt);
      return oldest === Number.POSITIVE_INFINITY ? null : oldest;
    },
    full(now) {
      const found: number[] = [];
      for (const [number, { fullest, oldestAt }] of groups) {
        if (fullest >= CHUNK_SAMPLES || oldestAt < now - DAY_MS) found.push(number);
      }
      return found;
    },
    groups: () => [...groups.keys()],
    seriesOf: (number) => [...(groups.get(number)?.series.keys() ?? [])],
    cut(number) {
      const { samples } = groupOf(number);
      removeGroup.run(number, lastId);
      wasCut();
      groups.delete(number);
      return samples;
    },
    drop(what, most) {
      sync();
      const rows = 'before' in what ? aside.before.all(what.before, most) : aside.after.all(what.after, most);
      for (const { id } of rows) removeRow.run(id);
      if (rows.length > 0) {
        addCut.run();
        forget();
      }
      return rows.reduce((count, { data }) => count + countIn(data), 0);
    },
    forget,
  };
}

function groupNumber(id: number): number {
  return Math.floor(id / GROUP_SIZE);
}

/** A byte for each series of the group, then their values. */
function packRow(ids: readonly number[], values: Float64Array, start: number, end: number): Uint8Array {
  const count = end - start;
  const data = new Uint8Array(count * 9);
  for (let index = 0; index < count; index += 1) data[index] = (ids[start + index] ?? 0) % GROUP_SIZE;
  data.set(new Uint8Array(values.buffer, values.byteOffset + start * 8, count * 8), count);
  return data;
}

function countIn(row: Uint8Array): number {
  return row.length / 9;
}
