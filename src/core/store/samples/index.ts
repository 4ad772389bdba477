import type { StoreDatabase } from '../database.ts';

export type Labels = Readonly<Record<string, string>>;

/** One bucket of a reduced series; the three values are null where nothing was sampled. */
export interface Bucket {
  /** Start of the bucket, epoch milliseconds. */
  at: number;
  min: number | null;
  mean: number | null;
  max: number | null;
}

export interface Sample {
  name: string;
  labels: Labels;
  value: number;
}

export interface SampleSummary {
  count: number;
  mean: number | null;
  /** Of the earliest sample in the range, epoch milliseconds. */
  firstAt: number | null;
}

export interface Samples {
  /** Records values taken at one moment, in one transaction. A second value for the same moment wins. */
  record(at: number, values: readonly Sample[]): void;
  /** The series reduced to `buckets` equal parts of [from, to); gaps stay gaps. */
  reduce(name: string, labels: Labels, range: { from: number; to: number; buckets: number }): Bucket[];
  /** Count and mean over every series of that name in [from, to). */
  summarise(name: string, range: { from: number; to: number }): SampleSummary;
  count(): number;
  /** Forgets samples older than `before`. */
  prune(before: number): number;
}

export function createSamples(database: StoreDatabase): Samples {
  const findSeries = database.prepare<[string, string], { id: number }>(
    'SELECT id FROM series WHERE name = ? AND labels = ?',
  );
  const addSeries = database.prepare('INSERT INTO series (name, labels) VALUES (?, ?)');
  const put = database.prepare('INSERT OR REPLACE INTO sample (series_id, at, value) VALUES (?, ?, ?)');
  const reduce = database.prepare<
    [number, number, number, number, number],
    { bucket: number; min: number; mean: number; max: number }
  >(`
    SELECT CAST((at - ?) / ? AS INTEGER) AS bucket, min(value) AS min, avg(value) AS mean, max(value) AS max
    FROM sample WHERE series_id = ? AND at >= ? AND at < ? GROUP BY bucket`);
  const summarise = database.prepare<
    [string, number, number],
    { count: number; mean: number | null; firstAt: number | null }
  >(`
    SELECT count(*) AS count, avg(value) AS mean, min(at) AS firstAt
    FROM sample JOIN series ON series.id = series_id
    WHERE name = ? AND at >= ? AND at < ?`);
  const count = database.prepare<[], { n: number }>('SELECT count(*) AS n FROM sample');
  const prune = database.prepare('DELETE FROM sample WHERE at < ?');
  const known = new Map<string, number>();

  const seriesId = (name: string, labels: Labels, create: boolean): number | undefined => {
    const text = labelText(labels);
    const key = `${name}${text}`;
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const id =
      findSeries.get(name, text)?.id ??
      (create ? Number(addSeries.run(name, text).lastInsertRowid) : undefined);
    if (id !== undefined) known.set(key, id);
    return id;
  };

  const record = database.transaction((at: number, values: readonly Sample[]) => {
    for (const { name, labels, value } of values) {
      const id = seriesId(name, labels, true);
      if (id !== undefined && Number.isFinite(value)) put.run(id, Math.round(at), value);
    }
  });

  return {
    record: (at, values) => {
      try {
        record(at, values);
      } catch (error) {
        // A series id cached inside a transaction that was rolled back names nothing.
        known.clear();
        throw error;
      }
    },
    reduce(name, labels, { from, to, buckets }) {
      const widthMs = Math.max(1, Math.ceil((to - from) / buckets));
      const result: Bucket[] = Array.from({ length: buckets }, (_, index) => ({
        at: from + index * widthMs,
        min: null,
        mean: null,
        max: null,
      }));
      const id = seriesId(name, labels, false);
      if (id === undefined) return result;
      for (const row of reduce.all(from, widthMs, id, from, to)) {
        const bucket = result[row.bucket];
        if (bucket) Object.assign(bucket, { min: row.min, mean: row.mean, max: row.max });
      }
      return result;
    },
    summarise: (name, { from, to }) =>
      summarise.get(name, from, to) ?? { count: 0, mean: null, firstAt: null },
    count: () => count.get()?.n ?? 0,
    prune: (before) => prune.run(before).changes,
  };
}

/** Labels in one order, so that a series has one identity. */
function labelText(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
