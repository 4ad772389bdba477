import type { SeriesSource } from '../promql/index.ts';

/** A source that remembers how new what it gave out was: an answer without an age is worth nothing. */
export interface Witness extends SeriesSource {
  /** Of the newest sample that was read, epoch milliseconds. */
  newestAt(): number | null;
  /** Of the newest sample of a series, by the key of its labels. */
  timeOf(key: string): number | null;
}

export function witnessed(source: SeriesSource): Witness {
  const times = new Map<string, number>();
  let newest: number | null = null;
  return {
    *select(matchers, fromMs, toMs) {
      for (const series of source.select(matchers, fromMs, toMs)) {
        const last = newestWithin(series.times, series.count ?? series.times.length, fromMs, toMs);
        if (last !== null) {
          times.set(series.labels.key, Math.max(last, times.get(series.labels.key) ?? last));
          newest = Math.max(last, newest ?? last);
        }
        yield series;
      }
    },
    newestAt: () => newest,
    timeOf: (key) => times.get(key) ?? null,
  };
}

function newestWithin(times: Float64Array, count: number, fromMs: number, toMs: number): number | null {
  for (let index = count - 1; index >= 0; index -= 1) {
    const at = times[index] ?? 0;
    if (at <= toMs) return at >= fromMs ? at : null;
  }
  return null;
}
