import type { ServiceId } from '../connect/profile/systems.ts';
import { type Clock, patience } from '../kernel/clock.ts';
import { samplesOf } from './exposition/index.ts';
import { knownFigures } from './probes/probe.ts';
import type { Scraped, Target } from './scrape/target.ts';
import {
  durationQuantile,
  errorRateOf,
  metricsBetween,
  readServiceMetrics,
  type ServiceMetrics,
} from './service-metrics.ts';

/** What a service's page of metrics says, and what happened since the pages before it. */
export type PageFigures = (read: Scraped) => Record<string, number>;

/** Of one service: it remembers the pages of the last minutes. */
export function createPageFigures(clock: Clock): PageFigures {
  const mostMs = patience(clock, MOST_FOR_QUANTILES_MS);
  /** The newest last. */
  let pages: { at: number; metrics: ServiceMetrics }[] = [];
  return (read) => {
    let latest = pages.at(-1);
    if (latest?.at !== read.readAt) {
      latest = { at: read.readAt, metrics: readServiceMetrics(samplesOf(read.page)) };
      const since = read.readAt - mostMs;
      pages = [...pages.filter(({ at }) => at >= since && at < read.readAt), latest];
    }
    const { at, metrics } = latest;
    const earlier = pages.at(-2);
    return {
      ...countersOf(metrics),
      ...(earlier ? ratesOf(earlier.metrics, metrics, at - earlier.at) : {}),
      ...quantilesOf(pages.map((page) => page.metrics)),
    };
  };
}

/** Since the service started. */
function countersOf(metrics: ServiceMetrics): Record<string, number> {
  const { duration } = metrics;
  return knownFigures({
    requests_total: metrics.requestsTotal,
    server_errors_total: metrics.serverErrorsTotal,
    errors_total: metrics.errorsTotal,
    violations_total: metrics.violationsTotal,
    failed_hash_validations_total: metrics.failedHashValidationsTotal,
    constitutional_compliance: metrics.constitutionalCompliance,
    error_rate_since_start: errorRateOf(metrics),
    request_duration_p95_ms_since_start: inMs(durationQuantile(duration, 0.95)),
    request_duration_mean_ms_since_start: inMs(meanOf(duration)),
  });
}

/** Between the last scrape and this one. */
function ratesOf(before: ServiceMetrics, now: ServiceMetrics, elapsedMs: number): Record<string, number> {
  const between = metricsBetween(before, now);
  return knownFigures({
    requests_per_second:
      between.requestsTotal === null || elapsedMs <= 0 ? null : between.requestsTotal / (elapsedMs / 1000),
    latest_requests: between.requestsTotal,
    error_rate: errorRateOf(between),
    request_duration_mean_ms: inMs(meanOf(between.duration)),
  });
}

/** Of fewer than twenty requests a single slow one is the 95th percentile: that says nothing of the service. */
const LEAST_FOR_QUANTILES = 20;
/** A service with few requests needs longer for as many; what is older says nothing of now. */
const MOST_FOR_QUANTILES_MS = 300_000;

/** Of the latest requests: those since the last scrape, or since an earlier one where they are too few. */
function quantilesOf(pages: readonly ServiceMetrics[]): Record<string, number> {
  const now = pages.at(-1);
  if (!now) return {};
  for (const before of pages.slice(0, -1).reverse()) {
    const { duration } = metricsBetween(before, now);
    if (duration && duration.count >= LEAST_FOR_QUANTILES) {
      return knownFigures({
        request_duration_p50_ms: inMs(durationQuantile(duration, 0.5)),
        request_duration_p95_ms: inMs(durationQuantile(duration, 0.95)),
      });
    }
  }
  return {};
}

function meanOf(duration: ServiceMetrics['duration']): number | null {
  return duration && duration.count > 0 ? duration.sumSeconds / duration.count : null;
}

function inMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

/** The pages of metrics of all services, read in a rhythm of their own. */
export interface ServicePages {
  /** What pages of this service say; one memory for whoever reads them. */
  figuresOf(id: ServiceId): PageFigures;
  /** What its newest page says, and of when it is, epoch milliseconds; null where it is older than that, or none came. */
  newest(id: ServiceId, maxAgeMs: number): { figures: Record<string, number>; observedAt: number } | null;
}

export function createServicePages(options: {
  targetOf: (id: ServiceId) => Pick<Target, 'latest'> | undefined;
  clock: Clock;
}): ServicePages {
  const { targetOf, clock } = options;
  const readers = new Map<ServiceId, PageFigures>();
  const figuresOf = (id: ServiceId) => {
    const reader = readers.get(id) ?? createPageFigures(clock);
    readers.set(id, reader);
    return reader;
  };
  return {
    figuresOf,
    newest(id, maxAgeMs) {
      const read = targetOf(id)?.latest(maxAgeMs);
      if (!read) return null;
      const ageMs = clock.monotonic() - read.readAt;
      return { figures: figuresOf(id)(read), observedAt: clock.now() - ageMs };
    },
  };
}
