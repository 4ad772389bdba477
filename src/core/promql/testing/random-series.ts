import { Labels } from '../labels.ts';
import type { Series, SeriesSource } from '../series.ts';
import type { Random } from './random.ts';

/** 2026-01-01 00:00:00 UTC: behind what any retention would take. */
export const FIRST_MS = Date.UTC(2026, 0, 1);
export const LAST_MS = FIRST_MS + 45 * 60_000;

export interface RandomSeries extends Series {
  readonly stale: Uint8Array;
}

const JOBS = ['api', 'web', 'db'];
const INSTANCES = ['a:1', 'b:1'];
const BOUNDS = ['0.1', '0.5', '1', '2.5', '+Inf'];

/** Series of every kind rules look at: gauges, counters, classic histograms, ones to join with, odd ones. */
export function randomSeries(random: Random): RandomSeries[] {
  const series: RandomSeries[] = [];
  const add = (labels: Record<string, string>, valueAt: (step: number) => number) => {
    series.push(sampled(random, Labels.of(labels), valueAt));
  };
  for (const job of JOBS) {
    for (const instance of INSTANCES) {
      let level = random.next() * 100;
      add({ __name__: 'temperature', job, instance, zone: random.pick(['x', 'y', '']) }, () => {
        level += (random.next() - 0.5) * 10;
        return random.chance(0.01) ? random.pick([Number.NaN, Infinity, -Infinity, 0, -0]) : level;
      });
      let count = random.below(1000);
      add({ __name__: 'requests_total', job, instance, code: random.pick(['200', '500']) }, () => {
        count = random.chance(0.03) ? random.below(20) : count + random.below(30);
        return count;
      });
      add({ __name__: 'queue', job, instance }, () => random.below(5));
    }
    const counts = BOUNDS.map(() => 0);
    const rows = BOUNDS.map((_, at) => (step: number) => {
      if (at === 0) growBuckets(counts, random);
      return step < 0 ? 0 : (counts[at] as number);
    });
    BOUNDS.forEach((le, at) => {
      add({ __name__: 'latency_bucket', job, le }, rows[at] as (step: number) => number);
    });
    add({ __name__: 'build_info', job, version: random.pick(['1.0', '2.0']) }, () => 1);
    add({ __name__: 'limit', job }, () => 50);
  }
  add({ __name__: 'tiny', job: 'api' }, () => random.next() * 1e-300);
  add({ __name__: 'huge', job: 'api' }, () => (random.next() - 0.5) * 1.7e308);
  add({ __name__: 'epoch', job: 'api' }, () => 1.6e9 + random.next() * 1e8);
  add({ __name__: 'constant', job: 'web' }, () => 7);
  add({ __name__: 'odd.name', 'odd.label': 'é', job: 'api' }, () => random.below(3) - 1);
  add({ __name__: 'odd.name', 'odd.label': 'éé', job: 'web' }, () => random.below(3) - 1);
  // Counts that fall with their bounds, bounds that are no numbers or twice there, and no highest bucket.
  for (const le of ['0.1', '1e-1', '1', 'two', '+Inf', 'NaN', '-1']) {
    add({ __name__: 'broken_bucket', job: 'api', le }, () =>
      random.pick([random.below(10), 1e16, 1e16 + 2, Number.NaN]),
    );
  }
  for (const le of ['1', '2']) add({ __name__: 'broken_bucket', job: 'web', le }, () => random.below(10));
  return series;
}

function growBuckets(counts: number[], random: Random): void {
  let more = 0;
  for (let at = 0; at < counts.length; at += 1) {
    more += random.below(4);
    counts[at] = (counts[at] as number) + more;
  }
}

/** Roughly every 15 s; here and there samples are missing, or the series ends for a while. */
function sampled(random: Random, labels: Labels, valueAt: (step: number) => number): RandomSeries {
  const times: number[] = [];
  const values: number[] = [];
  const stale: number[] = [];
  const isRegular = random.chance(0.5);
  let missing = 0;
  for (let step = 0, time = FIRST_MS; time <= LAST_MS; step += 1, time += 15_000) {
    const value = valueAt(step);
    if (missing > 0) {
      missing -= 1;
      continue;
    }
    if (random.chance(0.01)) missing = random.below(40);
    times.push(isRegular ? time : time + random.below(3_000));
    const ends = missing > 0 && random.chance(0.6);
    values.push(ends ? Number.NaN : value);
    stale.push(ends ? 1 : 0);
  }
  return {
    labels,
    times: Float64Array.from(times),
    values: Float64Array.from(values),
    stale: Uint8Array.from(stale),
  };
}

/** A source of these series, in this order. */
export function sourceOf(series: readonly Series[]): SeriesSource {
  return {
    select: (matchers) =>
      series.filter(({ labels }) => matchers.every((matcher) => matcher.matches(labels.get(matcher.name)))),
  };
}
