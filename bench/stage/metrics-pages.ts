import { seeded } from '../../src/core/store/journal/testing/seeded.ts';

/** A series as it is measured: how its value goes on from moment to moment. */
export interface MeasuredSeries {
  name: string;
  labels: Readonly<Record<string, string>>;
  next: () => number;
}

/**
 * Series as services export them: counters of requests, buckets and sums of histograms, shares, sizes of
 * memory in pages, durations to the microsecond. The same in every run.
 */
export function measuredSeries(count: number): MeasuredSeries[] {
  return Array.from({ length: count }, (_, index): MeasuredSeries => {
    const pick = seeded(index + 1);
    const labels = {
      service: `service-${index % 14}`,
      endpoint: `/api/v1/resource-${Math.floor(index / 14) % 40}`,
      n: String(index),
    };
    const kind = index % 20;
    let value = pick(100_000);
    if (kind < 8) {
      const rate = 1 + pick(200);
      return { name: 'http_requests_total', labels, next: () => (value += rate + pick(20) - 10 + 10) };
    }
    if (kind < 14) {
      return {
        name: 'request_duration_seconds_bucket',
        labels,
        next: () => (value += pick(4) === 0 ? pick(30) : 0),
      };
    }
    if (kind < 16) {
      return {
        name: 'request_duration_seconds_sum',
        labels,
        next: () => (value = Math.round((value + pick(20_000) / 1000) * 1000) / 1000),
      };
    }
    if (kind < 18) return { name: 'compliance_score', labels, next: () => (9500 + pick(400)) / 10_000 };
    if (kind === 18) return { name: 'memory_bytes', labels, next: () => (60_000 + pick(4000)) * 4096 };
    return { name: 'scrape_duration_seconds', labels, next: () => (5000 + pick(30_000)) / 1e6 };
  });
}

/** A page of metrics with one value of each. */
export function pageOf(series: readonly MeasuredSeries[], values: readonly number[]): string {
  return series
    .map(({ name, labels }, index) => {
      const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      return `${name}{${pairs.join(',')}} ${values[index]}\n`;
    })
    .join('');
}

/** The same values in InfluxDB's line protocol, for one second. */
export function linesOf(
  series: readonly MeasuredSeries[],
  values: readonly number[],
  seconds: number,
): string {
  return series
    .map(({ name, labels }, index) => {
      const tags = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
      return `${name},${tags.join(',')} value=${values[index]} ${seconds}\n`;
    })
    .join('');
}
