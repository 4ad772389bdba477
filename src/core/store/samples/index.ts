import type { StoreDatabase } from '../database.ts';
import { createAgeing } from './ageing.ts';
import type { Buckets } from './buckets.ts';
import { createChunks } from './chunks.ts';
import { createDropped, type Dropped } from './dropped.ts';
import { createEarlierSamples } from './earlier.ts';
import { createFamilies } from './families.ts';
import { createSampleLog } from './log.ts';
import type { Points } from './points.ts';
import { createReading } from './reading.ts';
import {
  createSeriesCatalogue,
  type KnownSeries,
  type Labels,
  type MetricFamily,
  type Refusal,
  type SeriesLimits,
  soundsLikeCounter,
} from './series.ts';

export type { Buckets } from './buckets.ts';
export type { Dropped } from './dropped.ts';
export { isStale, type Points, staleMark } from './points.ts';
export { type KnownSeries, type Labels, type MetricFamily, type Refusal, sameLabels } from './series.ts';

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

/** A series to be recorded; `isCounter` left out: as its name sounds. */
export interface NewSeries {
  name: string;
  labels: Labels;
  isCounter?: boolean;
}

export interface Samples {
  /**
   * Records finite values taken at one moment, in one transaction. A second value for the same moment wins.
   * What there is no room for is left out and told by `dropped`.
   */
  record(at: number, values: readonly Sample[], source?: string): void;
  /** Ids of series to append to, made where there are none; why not, where there is no room. */
  resolve(series: readonly NewSeries[], source: string): (number | Refusal)[];
  /**
   * Records values of resolved series taken at one moment, NaN, infinities and stale marks too. When it
   * returns, no end of this process loses them; a power cut may cost the last seconds.
   */
  append(at: number, ids: readonly number[], values: Float64Array): void;
  /** Tells of samples that were left out. */
  drop(what: { source: string; reason: Refusal; name: string; samples: number; at: number }): void;
  /** What was left out since this process began. */
  dropped(): readonly Dropped[];
  /** Writes down what kind a family of metrics is. */
  describe(families: readonly MetricFamily[]): void;
  families(): MetricFamily[];
  /** Series of one name; with null, all. */
  series(name: string | null): readonly KnownSeries[];
  /** What is kept of a series within [from, to]: as it was recorded, of old parts what tells them best. */
  points(series: KnownSeries, from: number, to: number): Points;
  /** A series in `count` equal parts of [from, to). */
  buckets(series: KnownSeries, range: { from: number; to: number; count: number }): Buckets;
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
  /** The newest value in [from, at], unless the series had ended by then. */
  newest(series: KnownSeries, range: { from: number; at: number }): { at: number; value: number } | undefined;
  /** How many are kept as they were recorded, from a tally: counting would take the thread too long. */
  count(): number;
  /** Of the oldest sample, epoch milliseconds. */
  firstAt(): number | null;
  /** One slice of what is due: packing, rolling up what is old. False when nothing is. */
  tidy(now: number): boolean;
  /** Forgets chunks of samples that ended before `before`; about so many samples at once. */
  prune(before: number, most?: number): number;
  /** The clock was found to have run ahead: what was recorded later than `now` is dropped. */
  drawBack(now: number): void;
}

/** Where nothing else is said: the control center's own looks. */
const OWN_SOURCE = 'control center';

export function createSamples(database: StoreDatabase, limits?: SeriesLimits): Samples {
  const catalogue = createSeriesCatalogue(database, limits);
  const chunks = createChunks(database);
  const log = createSampleLog(database, (wasCut) => {
    chunks.forget();
    if (wasCut) catalogue.forget();
    else catalogue.refresh();
  });
  const earlier = createEarlierSamples(database, chunks);
  const reading = createReading({ chunks, log, earlier });
  const dropped = createDropped();
  const families = createFamilies(database);
  const tally = database.prepare<[number]>("UPDATE tally SET n = n + ? WHERE name = 'sample'");
  const ageing = createAgeing({
    database,
    log,
    chunks,
    earlier,
    catalogue,
    count: (change) => {
      if (change !== 0) tally.run(change);
    },
  });
  const count = database.prepare<[], { n: number }>("SELECT n FROM tally WHERE name = 'sample'");
  const firstChunk = database.prepare<[], { at: number | null }>(`
    SELECT min(from_at) AS at FROM (
      SELECT * FROM (SELECT from_at FROM sample_chunk WHERE width_ms = 0 ORDER BY to_at LIMIT 500)
      UNION ALL
      SELECT * FROM (SELECT from_at FROM sample_chunk WHERE width_ms = 60000 ORDER BY to_at LIMIT 500)
      UNION ALL
      SELECT * FROM (SELECT from_at FROM sample_chunk WHERE width_ms = 3600000 ORDER BY to_at LIMIT 500))`);

  const resolve = database.transaction((series: readonly NewSeries[], source: string) =>
    series.map(({ name, labels, isCounter = soundsLikeCounter(name) }) =>
      catalogue.resolve(name, labels, { source, isCounter }),
    ),
  );
  const write = database.transaction((at: number, ids: readonly number[], values: Float64Array) => {
    const { applied } = log.write(at, ids, values);
    tally.run(ids.length);
    return applied;
  });
  const resolveNow = (series: readonly NewSeries[], source: string): (number | Refusal)[] => {
    try {
      return resolve.immediate(series, source);
    } catch (error) {
      // An id that is cached from a transaction that was rolled back names nothing.
      catalogue.forget();
      throw error;
    }
  };
  const append = (at: number, ids: readonly number[], values: Float64Array) => {
    if (ids.length === 0) return;
    const moment = Math.round(at);
    write.immediate(moment, ids, values)();
    ageing.pack(moment);
  };
  const known = (name: string): readonly KnownSeries[] => {
    log.sync();
    return catalogue.named(name);
  };

  return {
    record(at, values, source = OWN_SOURCE) {
      const finite = values.filter(({ value }) => Number.isFinite(value));
      if (finite.length === 0) return;
      const ids: number[] = [];
      const numbers = new Float64Array(finite.length);
      for (const [index, id] of resolveNow(finite, source).entries()) {
        const { name = '', value = 0 } = finite[index] ?? {};
        if (typeof id === 'number') numbers[ids.push(id) - 1] = value;
        else dropped.add({ source, reason: id, name, samples: 1, at });
      }
      append(at, ids, numbers.subarray(0, ids.length));
    },
    resolve: resolveNow,
    append,
    drop: dropped.add,
    dropped: dropped.all,
    describe: families.describe,
    families: families.all,
    series(name) {
      log.sync();
      return catalogue.named(name);
    },
    points: reading.points,
    buckets: (series, range) => reading.buckets(series, { ...range, until: range.to }),
    reduce(name, labels, { from, to, buckets, until = to }) {
      const widthMs = Math.max(1, Math.ceil((to - from) / buckets));
      log.sync();
      const series = catalogue.get(catalogue.find(name, labels) ?? -1);
      const reduced =
        series &&
        reading.buckets(series, {
          from,
          to: from + widthMs * buckets,
          count: buckets,
          until: Math.min(to - 1, until),
        });
      return Array.from({ length: buckets }, (_, index): Bucket => {
        const at = from + index * widthMs;
        const samples = reduced?.counts[index] ?? 0;
        if (!reduced || samples === 0) return { at, min: null, mean: null, max: null };
        const [min = null, max = null] = [reduced.mins[index], reduced.maxs[index]];
        return { at, min, mean: (reduced.sums[index] ?? 0) / samples, max };
      });
    },
    summarise(name, { from, to }) {
      const totals = known(name).map((series) => reading.total(series, from, to));
      const samples = totals.reduce((sum, total) => sum + total.count, 0);
      const firsts = totals.flatMap(({ firstAt }) => firstAt ?? []);
      return {
        count: samples,
        mean: samples === 0 ? null : totals.reduce((sum, total) => sum + total.sum, 0) / samples,
        firstAt: firsts.length === 0 ? null : firsts.reduce((a, b) => Math.min(a, b)),
      };
    },
    asOf: (name, { from, at }) =>
      known(name).flatMap((series) => {
        const newest = reading.newest(series, from, at);
        return newest ? [{ labels: series.labels, ...newest }] : [];
      }),
    newest: (series, { from, at }) => reading.newest(series, from, at),
    count: () => count.get()?.n ?? 0,
    firstAt() {
      log.sync();
      const times = [firstChunk.get()?.at, log.oldestAt(), earlier.firstAt()];
      const found = times.flatMap((at) => at ?? []);
      return found.length === 0 ? null : Math.min(...found);
    },
    tidy: (now) => ageing.slice(now),
    prune: (before, most = Number.MAX_SAFE_INTEGER) => ageing.prune(before, most),
    drawBack: database.transaction((now: number) => ageing.drawBack(now)),
  };
}
