import { Labels, type Matcher, METRIC_NAME, type Series, type SeriesSource } from '../promql/index.ts';
import { isStale, type KnownSeries, type Points, type Samples } from '../store/samples/index.ts';

/** The recorded series as PromQL reads them. */
export function createSeriesSource(samples: Pick<Samples, 'series' | 'points'>): SeriesSource {
  const labelsOf = new WeakMap<KnownSeries, Labels>();

  const promqlLabels = (series: KnownSeries): Labels => {
    let labels = labelsOf.get(series);
    if (!labels) {
      labels = Labels.of({ ...series.labels, [METRIC_NAME]: series.name });
      labelsOf.set(series, labels);
    }
    return labels;
  };

  return {
    *select(matchers, fromMs, toMs): Iterable<Series> {
      const name = matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=')?.value;
      // Copied: what is appended meanwhile may add series.
      for (const series of [...samples.series(name ?? null)]) {
        if (!matchers.every((matcher) => isMatched(series, matcher))) continue;
        // Also without samples: reading took its time, and after each series others may have their turn.
        const points = samples.points(series, fromMs, toMs);
        const { times, values, length: count } = points;
        yield { labels: promqlLabels(series), times, values, count, stale: staleOf(points) };
      }
    },
  };
}

function isMatched({ name, labels }: KnownSeries, matcher: Matcher): boolean {
  return matcher.matches(matcher.name === METRIC_NAME ? name : (labels[matcher.name] ?? ''));
}

/** Nothing where no sample is a stale mark, as with nearly all series. */
function staleOf({ values, length }: Points): Uint8Array | undefined {
  let stale: Uint8Array | undefined;
  for (let index = 0; index < length; index += 1) {
    const value = values[index] ?? 0;
    if (value - value === 0 || !isStale(values, index)) continue;
    stale ??= new Uint8Array(length);
    stale[index] = 1;
  }
  return stale;
}
