import type { MetricSample } from './exposition/index.ts';
import { asRatio } from './ratio.ts';

/** One service's own counters since it started. Null: it does not export them. */
export interface ServiceMetrics {
  requestsTotal: number | null;
  /** Answers with a 5xx status. */
  serverErrorsTotal: number | null;
  duration: DurationHistogram | null;
  /** Mean over its policy types, 0 to 1. */
  constitutionalCompliance: number | null;
  /** `acgs_errors_total`, all types and severities. */
  errorsTotal: number | null;
  violationsTotal: number | null;
  /** Hash validations with another result than success. */
  failedHashValidationsTotal: number | null;
}

export interface DurationHistogram {
  count: number;
  sumSeconds: number;
  /** Cumulative, in order of the upper bound; the last is infinite. */
  buckets: { upToSeconds: number; count: number }[];
}

/** `auth_service_requests_total` and its kin; `acgs_http_requests_total` where the shared library is used. */
const FAMILIES = [/^acgs_http$/, /^[a-z]+_service$/] as const;

const GOOD_RESULTS: ReadonlySet<string> = new Set([
  'success',
  'valid',
  'match',
  'matched',
  'ok',
  'passed',
  'true',
]);

/** The figures in one service's `/metrics`, by the names that ACGS services export. */
export function readServiceMetrics(samples: readonly MetricSample[]): ServiceMetrics {
  const requests = familyOf(samples, '_requests_total');
  const scores = valuesOf(samples, 'acgs_constitutional_compliance_score').map(asRatio);
  const validations = samples.filter(({ name }) => name === 'acgs_constitutional_hash_validations_total');
  return {
    requestsTotal: requests.length > 0 ? sum(requests) : null,
    serverErrorsTotal: requests.some((sample) => statusOf(sample) !== undefined)
      ? sum(requests.filter((sample) => statusOf(sample)?.startsWith('5')))
      : null,
    duration: histogramOf(samples),
    constitutionalCompliance: scores.length > 0 ? scores.reduce((a, b) => a + b, 0) / scores.length : null,
    errorsTotal: totalOf(samples, 'acgs_errors_total'),
    violationsTotal: totalOf(samples, 'acgs_constitutional_violations_total'),
    failedHashValidationsTotal:
      validations.length > 0
        ? sum(validations.filter(({ labels }) => !GOOD_RESULTS.has((labels.result ?? '').toLowerCase())))
        : null,
  };
}

/**
 * The difference between two scrapes of one service. Null where either lacks the figure or the counter
 * went back, as it does when the service was restarted in between.
 */
export function metricsBetween(earlier: ServiceMetrics, later: ServiceMetrics): ServiceMetrics {
  const minus = (a: number | null, b: number | null) => (a === null || b === null || a > b ? null : b - a);
  return {
    requestsTotal: minus(earlier.requestsTotal, later.requestsTotal),
    serverErrorsTotal: minus(earlier.serverErrorsTotal, later.serverErrorsTotal),
    duration: durationBetween(earlier.duration, later.duration),
    constitutionalCompliance: later.constitutionalCompliance,
    errorsTotal: minus(earlier.errorsTotal, later.errorsTotal),
    violationsTotal: minus(earlier.violationsTotal, later.violationsTotal),
    failedHashValidationsTotal: minus(earlier.failedHashValidationsTotal, later.failedHashValidationsTotal),
  };
}

/** Share of requests answered with 5xx, 0 to 1; null when unknown or when there were no requests. */
export function errorRateOf({ requestsTotal, serverErrorsTotal }: ServiceMetrics): number | null {
  return requestsTotal === null || serverErrorsTotal === null || requestsTotal <= 0
    ? null
    : serverErrorsTotal / requestsTotal;
}

/**
 * The quantile in seconds, interpolated within its bucket as PromQL's `histogram_quantile` does; in the
 * infinite bucket the highest finite bound is all that is known. Null without observations.
 */
export function durationQuantile(histogram: DurationHistogram | null, quantile: number): number | null {
  if (!histogram || histogram.count <= 0 || histogram.buckets.length < 2) return null;
  const { buckets } = histogram;
  const total = buckets.at(-1)?.count ?? 0;
  if (total <= 0) return null;
  const rank = quantile * total;
  let lower = { upToSeconds: 0, count: 0 };
  for (const bucket of buckets) {
    if (bucket.count >= rank) {
      if (!Number.isFinite(bucket.upToSeconds)) return lower.upToSeconds;
      const inside = bucket.count - lower.count;
      const share = inside > 0 ? (rank - lower.count) / inside : 1;
      return lower.upToSeconds + (bucket.upToSeconds - lower.upToSeconds) * share;
    }
    lower = bucket;
  }
  return lower.upToSeconds;
}

function durationBetween(
  earlier: DurationHistogram | null,
  later: DurationHistogram | null,
): DurationHistogram | null {
  if (!earlier || !later || later.count < earlier.count) return null;
  const before = new Map(earlier.buckets.map(({ upToSeconds, count }) => [upToSeconds, count]));
  return {
    count: later.count - earlier.count,
    sumSeconds: later.sumSeconds - earlier.sumSeconds,
    buckets: later.buckets.map(({ upToSeconds, count }) => ({
      upToSeconds,
      count: count - (before.get(upToSeconds) ?? 0),
    })),
  };
}

function histogramOf(samples: readonly MetricSample[]): DurationHistogram | null {
  const counts = familyOf(samples, '_request_duration_seconds_count');
  if (counts.length === 0) return null;
  const byBound = new Map<number, number>();
  for (const { labels, value } of familyOf(samples, '_request_duration_seconds_bucket')) {
    const bound = /^\+?inf$/i.test(labels.le ?? '') ? Number.POSITIVE_INFINITY : Number(labels.le);
    if (!Number.isNaN(bound) && Number.isFinite(value)) byBound.set(bound, (byBound.get(bound) ?? 0) + value);
  }
  return {
    count: sum(counts),
    sumSeconds: sum(familyOf(samples, '_request_duration_seconds_sum')),
    buckets: [...byBound].sort(([a], [b]) => a - b).map(([upToSeconds, count]) => ({ upToSeconds, count })),
  };
}

/** The samples of the first family present: a service that exports both would be counted twice. */
function familyOf(samples: readonly MetricSample[], ending: string): MetricSample[] {
  for (const family of FAMILIES) {
    const found = samples.filter(
      ({ name }) => name.endsWith(ending) && family.test(name.slice(0, -ending.length)),
    );
    if (found.length > 0) return found;
  }
  return [];
}

function statusOf({ labels }: MetricSample): string | undefined {
  return labels.status_code ?? labels.status ?? labels.code;
}

function valuesOf(samples: readonly MetricSample[], wanted: string): number[] {
  return samples
    .filter(({ name, value }) => name === wanted && Number.isFinite(value))
    .map(({ value }) => value);
}

function totalOf(samples: readonly MetricSample[], name: string): number | null {
  const values = valuesOf(samples, name);
  return values.length > 0 ? values.reduce((a, b) => a + b, 0) : null;
}

function sum(samples: readonly MetricSample[]): number {
  return samples.reduce((total, { value }) => (Number.isFinite(value) ? total + value : total), 0);
}
