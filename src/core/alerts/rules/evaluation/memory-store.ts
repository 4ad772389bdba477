import type { Labels, Matcher, Series } from '../../../promql/index.ts';
import { METRIC_NAME } from '../../../promql/index.ts';
import type { RuleStore } from './store.ts';

interface GrowingSeries extends Series {
  times: Float64Array;
  values: Float64Array;
  stale: Uint8Array | undefined;
  count: number;
}

/** Samples in memory, for tests of rules: it takes and refuses what Prometheus' storage does. */
export interface MemoryStore extends RuleStore {
  /** Every series, in the order of their first sample. */
  all(): Iterable<Series>;
}

export function memoryStore(): MemoryStore {
  const byKey = new Map<string, GrowingSeries>();
  const byMetric = new Map<string, GrowingSeries[]>();
  const everything: GrowingSeries[] = [];
  const selected = new WeakMap<readonly Matcher[], { seen: number; found: GrowingSeries[] }>();

  const candidates = (matchers: readonly Matcher[]): readonly GrowingSeries[] => {
    const name = matchers.find((it) => it.name === METRIC_NAME && it.operator === '=')?.value;
    return name === undefined || name === '' ? everything : (byMetric.get(name) ?? []);
  };

  return {
    all: () => everything,
    select(matchers) {
      const among = candidates(matchers);
      const known = selected.get(matchers) ?? { seen: 0, found: [] };
      for (; known.seen < among.length; known.seen += 1) {
        const series = among[known.seen];
        if (series === undefined) continue;
        const isMeant = matchers.every((it) => it.matches(series.labels.get(it.name)));
        if (isMeant) known.found.push(series);
      }
      selected.set(matchers, known);
      return known.found;
    },
    append(labels, atMs, value) {
      if (labels.size === 0) return 'empty labelset: invalid sample';
      const present = byKey.get(labels.key);
      const series = present ?? emptySeries(labels);
      const refusal = refusalOf(series, atMs, value);
      if (refusal !== null) return refusal === 'known' ? null : refusal;
      add(series, atMs, value);
      if (present !== undefined) return null;
      byKey.set(labels.key, series);
      everything.push(series);
      const named = byMetric.get(labels.metric);
      if (named === undefined) byMetric.set(labels.metric, [series]);
      else named.push(series);
      return null;
    },
  };
}

function emptySeries(labels: Labels): GrowingSeries {
  return { labels, times: new Float64Array(16), values: new Float64Array(16), stale: undefined, count: 0 };
}

/** Whether the last sample forbids this one; `known` when it is this one. */
function refusalOf(series: GrowingSeries, atMs: number, value: number | null): string | null {
  const last = series.count - 1;
  const lastAtMs = series.times[last];
  if (lastAtMs === undefined || last < 0 || atMs > lastAtMs) return null;
  if (atMs < lastAtMs) return 'out of order sample';
  const lastIsStale = series.stale?.[last] === 1;
  const lastValue = series.values[last] ?? 0;
  if (lastIsStale ? value === null : value !== null && Object.is(value, lastValue)) return 'known';
  return 'duplicate sample for timestamp';
}

function add(series: GrowingSeries, atMs: number, value: number | null): void {
  const { count } = series;
  if (count === series.times.length) {
    series.times = grown(series.times, new Float64Array(count * 2));
    series.values = grown(series.values, new Float64Array(count * 2));
    if (series.stale !== undefined) series.stale = grown(series.stale, new Uint8Array(count * 2));
  }
  series.times[count] = atMs;
  series.values[count] = value ?? Number.NaN;
  if (value === null) {
    series.stale ??= new Uint8Array(series.times.length);
    series.stale[count] = 1;
  }
  series.count = count + 1;
}

function grown<T extends Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
