import { randomUUID } from 'node:crypto';
import type { StoreDatabase } from '../database.ts';
import { packRows, unpackInto } from './encoding.ts';

/** A table as it was at a moment. */
export interface PastTable {
  rows: ReadonlyMap<string, unknown>;
  /** When it was last seen to change, not after the moment; epoch milliseconds. */
  changedAt: number;
}

/**
 * Tables of many rows that come and go, kept so that any past moment can be read: now and then the
 * whole table (a keyframe), and between them what changed. A moment is the keyframe before it and the
 * changes since, which are never more than about as many bytes as the keyframe.
 */
export interface TableRecords {
  /** Someone who writes a table down. Two of them at once do not get in each other's way. */
  writer(name: string): TableWriter;
  /** The table as it was at `at`; null when it had not been seen by then. */
  asOf(name: string, at: number): Promise<PastTable | null>;
  /** Names of the tables there are, that begin so. */
  names(prefix: string): string[];
  /** Of the oldest keyframe, epoch milliseconds. */
  firstAt(): number | null;
  /** Forgets what is not needed to tell moments after `before`; at most so many changes at once. */
  prune(before: number, most?: number): number;
  drawBack(now: number): void;
}

export interface TableWriter {
  /** True when the next write should be of the whole table. */
  wantsKeyframe(): boolean;
  /**
   * Writes the whole table, or with `keyframe` false what changed; null stands for a row that is gone.
   *
   * @param stored what is kept of a row; asked slice by slice.
   */
  write<Row>(
    at: number,
    entries: readonly (readonly [key: string, row: Row | null])[],
    keyframe: boolean,
    stored?: (row: Row) => unknown,
  ): Promise<void>;
}

/** Small tables are not written whole again before the changes come to this. */
const LEAST_CHANGES_BYTES = 32_768;
/** Each change that is read back costs a seek and a call to unpack. */
const MOST_CHANGES = 120;
/** More than this backwards is another time altogether. */
const CLOCK_STEP_MS = 60_000;

export function createTableRecords(database: StoreDatabase): TableRecords {
  const find = database.prepare<[string], { id: number }>('SELECT id FROM table_record WHERE name = ?');
  const add = database.prepare('INSERT INTO table_record (name) VALUES (?) ON CONFLICT DO NOTHING');
  const named = database.prepare<[], { name: string }>('SELECT name FROM table_record ORDER BY name');
  const insert = database.prepare(
    'INSERT INTO table_change (record_id, session, at, keyframe, data) VALUES (?, ?, ?, ?, ?)',
  );
  const newest = database.prepare<[number, number], { session: string }>(
    'SELECT session FROM table_change WHERE record_id = ? AND at <= ? ORDER BY at DESC, id DESC LIMIT 1',
  );
  const keyframe = database.prepare<[number, string, number], { id: number; session: string }>(`
    SELECT id, session FROM table_change
    WHERE record_id = ? AND session = ? AND keyframe = 1 AND at <= ? ORDER BY at DESC, id DESC LIMIT 1`);
  const anyKeyframe = database.prepare<[number, number], { id: number; session: string }>(`
    SELECT id, session FROM table_change
    WHERE record_id = ? AND keyframe = 1 AND at <= ? ORDER BY at DESC, id DESC LIMIT 1`);
  const since = database.prepare<[number, number, string, number], { at: number; data: Buffer }>(`
    SELECT at, data FROM table_change
    WHERE record_id = ? AND id >= ? AND session = ? AND at <= ? ORDER BY id`);
  const first = database.prepare<[], { at: number | null }>('SELECT min(at) AS at FROM table_change');
  const records = database.prepare<[], { id: number }>('SELECT id FROM table_record');
  const prune = database.prepare<[number, number, number, number]>(`
    DELETE FROM table_change WHERE id IN (
      SELECT id FROM table_change WHERE record_id = ? AND at < (
        SELECT max(at) FROM table_change WHERE record_id = ? AND keyframe = 1 AND at <= ?)
      ORDER BY at LIMIT ?)`);
  const drawBack = database.prepare<[number, number]>('UPDATE table_change SET at = ? WHERE at > ?');

  const idOf = (name: string): number => {
    if (!find.get(name)) add.run(name);
    const id = find.get(name)?.id;
    if (id === undefined) throw new Error(`the table ${name} cannot be written`);
    return id;
  };

  return {
    writer(name) {
      const session = randomUUID();
      let recordId: number | undefined;
      let keyframeBytes: number | null = null;
      let changedBytes = 0;
      let changes = 0;
      let lastAt = Number.NEGATIVE_INFINITY;
      return {
        wantsKeyframe: () =>
          keyframeBytes === null ||
          changes >= MOST_CHANGES ||
          changedBytes > Math.max(keyframeBytes, LEAST_CHANGES_BYTES),
        async write(at, entries, whole, stored = (row) => row) {
          const data = await packRows(entries, stored);
          if (!database.open) return;
          recordId ??= idOf(name);
          // A clock set right by a little must not put a change before the one it follows.
          lastAt = at + CLOCK_STEP_MS < lastAt ? at : Math.max(at, lastAt);
          insert.run(recordId, session, Math.round(lastAt), whole ? 1 : 0, data);
          keyframeBytes = whole ? data.length : keyframeBytes;
          changedBytes = whole ? 0 : changedBytes + data.length;
          changes = whole ? 0 : changes + 1;
        },
      };
    },
    async asOf(name, at) {
      const record = find.get(name);
      const last = record && newest.get(record.id, at);
      const start = last && (keyframe.get(record.id, last.session, at) ?? anyKeyframe.get(record.id, at));
      if (!start) return null;
      const rows = new Map<string, unknown>();
      let changedAt = 0;
      for (const change of since.all(record.id, start.id, start.session, at)) {
        await unpackInto(rows, change.data);
        changedAt = change.at;
      }
      return { rows, changedAt };
    },
    names: (prefix) => named.all().flatMap(({ name }) => (name.startsWith(prefix) ? [name] : [])),
    firstAt: () => first.get()?.at ?? null,
    prune(before, most = Number.MAX_SAFE_INTEGER) {
      let forgotten = 0;
      for (const { id } of records.all()) {
        if (forgotten >= most) break;
        forgotten += prune.run(id, id, before, most - forgotten).changes;
      }
      return forgotten;
    },
    drawBack(now) {
      drawBack.run(now, now);
    },
  };
}
