import { oc } from '@orpc/contract';
import { z } from 'zod';
import { instant, problem } from './source.ts';

const labels = z.record(z.string(), z.string());

/** A series as it is listed; `last` is null when nothing was recorded in the last five minutes. */
const metricSeries = z.object({
  name: z.string(),
  labels,
  source: z.string(),
  counter: z.boolean(),
  last: z.object({ at: instant, value: z.number().nullable() }).nullable(),
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

export const metricsContract = {
  /** Series whose name and labels hold every word of the text; `total` is how many there are. */
  series: oc
    .input(
      z.object({ search: z.string().default(''), limit: z.number().int().min(1).max(5000).default(500) }),
    )
    .output(z.object({ items: z.array(metricSeries), total: z.number(), leftOut: z.array(leftOut) })),
  families: oc.output(z.array(metricFamily)),
  targets: oc.output(z.array(metricsTarget)),
};
