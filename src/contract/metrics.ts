import { oc } from '@orpc/contract';
import { z } from 'zod';
import { instant, problem } from './source.ts';

const labels = z.record(z.string(), z.string());

/** A number as PromQL has it: JSON knows neither NaN nor infinities. */
const figure = z.union([z.number(), z.enum(['NaN', '+Inf', '-Inf'])]);
/** Epoch milliseconds, value. */
const point = z.tuple([z.number(), figure]);

/** A series as it is listed; `last` is null when nothing was recorded in the last five minutes. */
const metricSeries = z.object({
  name: z.string(),
  labels,
  source: z.string(),
  counter: z.boolean(),
  last: z.object({ at: instant, value: figure }).nullable(),
});
export type MetricSeries = z.infer<typeof metricSeries>;

/** A page of metrics that is scraped. `none`: it answers, but has no metrics. */
const metricsTarget = z.object({
  job: z.string(),
  instance: z.string(),
  state: z.enum(['not-looked', 'up', 'down', 'none']),
  problem: problem.nullable(),
  lookedAt: instant.nullable(),
  durationMs: z.number().nullable(),
  /** How many samples its page had, and how many of them are kept. */
  samples: z.number(),
  kept: z.number(),
  /** What is wrong with the page, a sentence each. */
  mistakes: z.array(z.string()),
});
export type MetricsTarget = z.infer<typeof metricsTarget>;

/** Samples that were left out since the start: there is no room for more series, or their labels are too long. */
const leftOut = z.object({
  source: z.string(),
  reason: z.enum(['source-full', 'all-full', 'too-long', 'not-kept']),
  samples: z.number(),
  /** The first of them. */
  name: z.string(),
  firstAt: instant,
  lastAt: instant,
});

/** What a family of metrics is, in the words of those who export it. */
const metricFamily = z.object({ name: z.string(), type: z.string(), unit: z.string(), help: z.string() });

/** What an expression is at one moment. */
const instantAnswer = z.object({
  type: z.enum(['vector', 'scalar', 'string', 'matrix']),
  at: instant,
  /** Of the newest sample it was made of; null where it was made of none. */
  newestAt: instant.nullable(),
  /**
   * Of a vector or scalar one value each; of a matrix the samples in its range. `at` is when a value was measured:
   * what is calculated of several has no time of its own.
   */
  items: z.array(
    z.object({ labels, value: figure.nullable(), at: instant.nullable(), points: z.array(point) }),
  ),
  /** Of a string. */
  text: z.string().nullable(),
});
export type InstantAnswer = z.infer<typeof instantAnswer>;

/** What an expression is over a range: a point for each step at which it has a value. */
const rangeAnswer = z.object({
  from: instant,
  to: instant,
  stepMs: z.number(),
  /** Where the values come from, in words. */
  source: z.string(),
  /** Of the newest sample it was made of, or of the newest point where Prometheus was asked; null where there is none. */
  newestAt: instant.nullable(),
  items: z.array(z.object({ labels, points: z.array(point) })),
});
export type RangeAnswer = z.infer<typeof rangeAnswer>;

/** What the engine says of an expression before it is evaluated. */
const verdict = z.object({
  /** Of its value; null where it has a mistake. */
  type: z.enum(['vector', 'scalar', 'string', 'matrix']).nullable(),
  mistake: z
    .object({
      sentence: z.string(),
      /** UTF-16 offsets, the end exclusive. */
      start: z.number(),
      end: z.number(),
      /** Both from 1. */
      line: z.number(),
      column: z.number(),
    })
    .nullable(),
  /** Of a comparison that leaves series out, what is compared: it has a value where the comparison has none. */
  compared: z.string().nullable(),
});
export type Verdict = z.infer<typeof verdict>;

/** What an expression can be written with. */
const vocabulary = z.object({
  /** Functions, aggregations, keywords and operators that the engine evaluates. */
  words: z.array(z.string()),
  /** Of the metrics that are recorded. */
  names: z.array(z.string()),
});
export type Vocabulary = z.infer<typeof vocabulary>;

/** A label of recorded series; `total` is how many values it has. */
const labelValues = z.object({ label: z.string(), values: z.array(z.string()), total: z.number() });
export type LabelValues = z.infer<typeof labelValues>;

/** A series reduced to equal parts: columns with a place for each; null where nothing was recorded. */
const chart = z.object({
  from: instant,
  bucketMs: z.number(),
  min: z.array(z.number().nullable()),
  max: z.array(z.number().nullable()),
  mean: z.array(z.number().nullable()),
  last: z.array(z.number().nullable()),
});

export const metricsContract = {
  check: oc.input(z.object({ expression: z.string().max(10_000) })).output(verdict),
  vocabulary: oc.output(vocabulary),
  /** The labels of one metric's series; with null, of all series. At most 1,000 values each. */
  labels: oc.input(z.object({ name: z.string().nullable() })).output(z.array(labelValues)),
  /** PromQL at a moment; null is now. */
  query: oc
    .input(z.object({ expression: z.string().max(10_000), at: instant.nullable().default(null) }))
    .output(instantAnswer),
  queryRange: oc
    .input(
      z.object({
        expression: z.string().max(10_000),
        from: instant,
        to: instant,
        stepMs: z.number().int().min(1000),
      }),
    )
    .output(rangeAnswer),
  chart: oc
    .input(
      z.object({
        name: z.string(),
        labels,
        from: instant,
        to: instant,
        buckets: z.number().int().min(1).max(5000),
      }),
    )
    .output(chart),
  /** Series whose name and labels hold every word of the text; `total` is how many there are. */
  series: oc
    .input(
      z.object({ search: z.string().default(''), limit: z.number().int().min(1).max(5000).default(500) }),
    )
    .output(z.object({ items: z.array(metricSeries), total: z.number(), leftOut: z.array(leftOut) })),
  families: oc.output(z.array(metricFamily)),
  targets: oc.output(z.array(metricsTarget)),
};
