import type { Cluster } from '../cluster/index.ts';
import type { InfluxConnection } from '../connect/influx.ts';
import type { Profile } from '../connect/profile/schema.ts';
import type { PrometheusConnection } from '../connect/prometheus.ts';
import { type Clock, instantOf, toIso } from '../kernel/clock.ts';
import { OperatorError, type Problem } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Redactor } from '../kernel/redaction.ts';
import type { Observation, Reading } from '../observe/observation.ts';
import { createScrapeSchedule } from '../observe/scrape/schedule.ts';
import { DEFAULT_LOOKBACK_MS } from '../promql/index.ts';
import { type Dropped, type MetricFamily, type Samples, sameLabels } from '../store/samples/index.ts';
import { createLookSeries } from './looks.ts';
import { createMetricsQuery, type Figure, figureOf, type MetricsQuery } from './query.ts';
import { createSeriesSource } from './source.ts';
import type { MetricsTargets } from './targets.ts';
import { type LabelValues, labelsOf, type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** A series as it is listed. */
export interface SeriesView {
  name: string;
  labels: Readonly<Record<string, string>>;
  source: string;
  counter: boolean;
  /** The newest value and its time; null when nothing was recorded as far back as PromQL looks. */
  last: { at: string; value: Figure } | null;
}

export interface TargetView {
  job: string;
  instance: string;
  state: 'not-looked' | 'up' | 'down' | 'none';
  problem: Problem | null;
  lookedAt: string | null;
  durationMs: number | null;
  samples: number;
  kept: number;
  mistakes: string[];
}

/** Samples that were left out since the start, of one source and for one reason. */
export interface LeftOut extends Omit<Dropped, 'firstAt' | 'lastAt'> {
  firstAt: string;
  lastAt: string;
}

/** Measured figures over time: what is scraped and looked at, as series. */
export interface Metrics {
  start(): void;
  stop(): Promise<void>;
  /** A probe has looked. */
  observed(observation: Observation<Reading>): void;
  targets(): TargetView[];
  /** Reads every page once; resolves when all were read or given up on. */
  scrapeAll(): Promise<void>;
  /** Series whose name and labels hold every word of the text; at most so many, and how many there are. */
  series(options: { search: string; limit: number }): {
    items: SeriesView[];
    total: number;
    leftOut: LeftOut[];
  };
  families(): MetricFamily[];
  /** What an expression can be written with. */
  vocabulary(): Vocabulary;
  /** The labels of one metric's series and their values; with null, of all series. */
  labels(name: string | null): LabelValues[];
  /** PromQL over what is recorded. */
  query: MetricsQuery;
  /** A series reduced to so many equal parts of [from, to), epoch milliseconds. Fails with `not-found`. */
  chart(series: { name: string; labels: Readonly<Record<string, string>> }, range: ChartRange): Chart;
  /** What is left out of the record, in the operator's words. */
  troubles(): Problem[];
}

export interface ChartRange {
  from: number;
  to: number;
  buckets: number;
}

/** Columns, a place for each part; null where nothing was recorded. */
export interface Chart {
  from: string;
  bucketMs: number;
  min: (number | null)[];
  max: (number | null)[];
  mean: (number | null)[];
  last: (number | null)[];
}

export function createMetrics(options: {
  profile: Profile;
  targets: MetricsTargets;
  cluster: Pick<Cluster, 'usage' | 'subscribe' | 'namespace'>;
  samples: Samples;
  prometheus: PrometheusConnection | null;
  influx: Pick<InfluxConnection, 'query'> | null;
  redactor: Redactor;
  clock: Clock;
  log: Log;
}): Metrics {
  const { targets, cluster, samples, clock, log } = options;
  const looks = createLookSeries({ ...options, namespace: cluster.namespace });
  const schedule = createScrapeSchedule({ targets: targets.all, clock });
  const told = new Set<string>();
  let usedAt: number | null = null;
  let unsubscribe: (() => void) | null = null;

  const lookAtUsage = () => {
    const { value, state } = cluster.usage();
    if (value === null || state.phase !== 'live' || state.lastContactAt === usedAt) return;
    usedAt = state.lastContactAt;
    looks.used(value, usedAt ?? clock.now());
  };

  const troubles = () =>
    samples.dropped().flatMap((dropped) => {
      const problem = troubleOf(dropped);
      if (problem === null) return [];
      // Said once: the count goes on, and can be seen.
      if (!told.has(problem.message)) log.warn(problem.message);
      told.add(problem.message);
      return [problem];
    });

  return {
    start() {
      unsubscribe ??= cluster.subscribe(lookAtUsage);
      schedule.start();
    },
    async stop() {
      unsubscribe?.();
      unsubscribe = null;
      schedule.stop();
      for (const { target } of targets.all) target.stop();
      await looks.settled();
    },
    observed: looks.observed,
    targets: () =>
      targets.all.map(({ target }) => {
        const { lookedAt, ...state } = target.state();
        return { ...state, lookedAt: instantOf(lookedAt) };
      }),
    series({ search, limit }) {
      const words = search.split(/\s+/).filter((word) => word !== '');
      const found = samples
        .series(null)
        .filter(({ name, labels }) => words.length === 0 || hasAll(textOf(name, labels), words))
        .toSorted((a, b) => (textOf(a.name, a.labels) < textOf(b.name, b.labels) ? -1 : 1));
      const now = clock.now();
      const items = found.slice(0, limit).map((series): SeriesView => {
        const newest = samples.newest(series, { from: now - DEFAULT_LOOKBACK_MS, at: now });
        const { name, labels, source, isCounter: counter } = series;
        const last = newest ? { at: toIso(newest.at), value: figureOf(newest.value) } : null;
        return { name, labels, source, counter, last };
      });
      const leftOut = samples.dropped().map(({ firstAt, lastAt, ...dropped }) => ({
        ...dropped,
        firstAt: toIso(firstAt),
        lastAt: toIso(lastAt),
      }));
      return { items, total: found.length, leftOut };
    },
    families: samples.families,
    vocabulary: () => vocabularyOf(samples),
    labels: (name) => labelsOf(samples.series(name)),
    query: createMetricsQuery({
      ...options,
      source: createSeriesSource(samples),
      firstAt: samples.firstAt,
      metricVersion: options.profile.stores?.influx?.metricVersion,
    }),
    chart({ name, labels }, { from, to, buckets: count }) {
      const text = textOf(name, labels);
      const series = samples.series(name).find((known) => sameLabels(known.labels, labels));
      if (!series) throw new OperatorError('not-found', `There is no series ${text}`);
      const { counts, mins, maxs, sums, lasts, widthMs } = samples.buckets(series, { from, to, count });
      const column = (of: Float64Array) =>
        Array.from(of, (value, index) => ((counts[index] ?? 0) > 0 ? value : null));
      const means = sums.map((sum, index) => sum / (counts[index] ?? 1));
      return {
        ...{ from: toIso(from), bucketMs: widthMs },
        ...{ min: column(mins), max: column(maxs), mean: column(means), last: column(lasts) },
      };
    },
    async scrapeAll() {
      lookAtUsage();
      await Promise.all(targets.all.map(({ target }) => target.scrape()));
      await looks.settled();
    },
    troubles,
  };
}

/** `name{label="value"}`, as it is written everywhere. */
function textOf(name: string, labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return parts.length === 0 ? name : `${name}{${parts.join(', ')}}`;
}

function hasAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}

function troubleOf({ source, reason, name }: Dropped): Problem | null {
  const WHY = {
    'source-full': `${source} shows more series than are kept of one source; the first of the others is ${name}`,
    'all-full': `There are more series than are kept; the first that is left out is ${name} of ${source}`,
    'too-long': `A series of ${source} has more labels than are kept: ${name}`,
    // The store says by itself that it cannot be written.
    'not-kept': null,
  } as const;
  const message = WHY[reason];
  if (message === null) return null;
  const hint =
    'Look what makes so many, mostly a label that holds an address, an id or a time: acgs metrics series lists them.';
  return { code: 'internal', message, hint, retryable: false };
}
