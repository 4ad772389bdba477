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
  reduce(
    name: string,
    labels: Labels,
    range: {
      from: number;
      to: number;
      buckets: number;
      /** What was sampled later is left out, though its bucket is in the range. */
      until?: number;
    },
  ): Bucket[];
  /** Count and mean over every series of that name in [from, to). */
  summarise(name: string, range: { from: number; to: number }): SampleSummary;
  /** Of every series of that name the newest sample not after `at` and not before `from`. */
  asOf(name: string, range: { from: number; at: number }): { labels: Labels; at: number; value: number }[];
  /** How many are kept, from a tally: counting millions of rows would take the thread for a second. */
  count(): number;
  /** Of the oldest sample, epoch milliseconds. */
  firstAt(): number | null;
  /** Forgets samples older than `before`; at most so many at once. */
  prune(before: number, most?: number): number;
  /** The clock was found to have run ahead: what was recorded later than `now` is dropped. */
  drawBack(now: number): void;
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
  const asOf = database.prepare<[number, number, string], { labels: string; at: number; value: number }>(`
    SELECT labels, at, value FROM series JOIN sample ON series_id = series.id AND at = (
      SELECT max(at) FROM sample WHERE series_id = series.id AND at <= ? AND at >= ?)
    WHERE name = ?`);
  const count = database.prepare<[], { n: number }>("SELECT n FROM tally WHERE name = 'sample'");
  const tally = database.prepare("UPDATE tally SET n = n + ? WHERE name = 'sample'");
  const firstAt = database.prepare<[], { at: number | null }>(`
    SELECT min(first_at) AS at FROM (
      SELECT (SELECT min(at) FROM sample WHERE series_id = series.id) AS first_at FROM series)`);
  const allSeries = database.prepare<[], { id: number }>('SELECT id FROM series');
  const prune = database.prepare<[number, number, number, number]>(`
    DELETE FROM sample WHERE series_id = ? AND at < ? AND at <= coalesce((
      SELECT at FROM sample WHERE series_id = ? ORDER BY at LIMIT 1 OFFSET ?), 9e15)`);
  const drop = database.prepare<[number, number]>('DELETE FROM sample WHERE series_id = ? AND at > ?');
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
    let added = 0;
    for (const { name, labels, value } of values) {
      const id = seriesId(name, labels, true);
      if (id !== undefined && Number.isFinite(value)) added += put.run(id, Math.round(at), value).changes;
    }
    if (added > 0) tally.run(added);
  });
  const forget = database.transaction((before: number, most: number): number => {
    let forgotten = 0;
    for (const { id } of allSeries.all()) {
      if (forgotten >= most) break;
      forgotten += prune.run(id, before, id, most - forgotten - 1).changes;
    }
    if (forgotten > 0) tally.run(-forgotten);
    return forgotten;
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
    reduce(name, labels, { from, to, buckets, until = to }) {
      const widthMs = Math.max(1, Math.ceil((to - from) / buckets));
      const result: Bucket[] = Array.from({ length: buckets }, (_, index) => ({
        at: from + index * widthMs,
        min: null,
        mean: null,
        max: null,
      }));
      const id = seriesId(name, labels, false);
      if (id === undefined) return result;
      for (const row of reduce.all(from, widthMs, id, from, Math.min(to, until + 1))) {
        const bucket = result[row.bucket];
        if (bucket) Object.assign(bucket, { min: row.min, mean: row.mean, max: row.max });
      }
      return result;
    },
    summarise: (name, { from, to }) =>
      summarise.get(name, from, to) ?? { count: 0, mean: null, firstAt: null },
    asOf: (name, { from, at }) =>
      asOf.all(at, from, name).map(({ labels, ...sample }) => ({ labels: labelsOf(labels), ...sample })),
    count: () => count.get()?.n ?? 0,
    firstAt: () => firstAt.get()?.at ?? null,
    prune: (before, most = Number.MAX_SAFE_INTEGER) => forget(before, most),
    drawBack: database.transaction((now: number) => {
      for (const { id } of allSeries.all()) tally.run(-drop.run(id, now).changes);
    }),
  };
}

/** Labels in one order, so that a series has one identity. */
function labelText(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function labelsOf(text: string): Labels {
  const entries: unknown = JSON.parse(text);
  if (!Array.isArray(entries)) return {};
  return Object.fromEntries(
    entries.flatMap((entry: unknown) =>
      Array.isArray(entry) && typeof entry[0] === 'string' ? [[entry[0], String(entry[1])]] : [],
    ),
  );
}
