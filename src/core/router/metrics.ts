import type { ControlCenter } from '../control-center/capabilities.ts';
import { moment, type Telling } from './told.ts';

export function metricsRoutes({ os }: Telling, { metrics, clock }: ControlCenter) {
  return {
    check: os.metrics.check.handler(({ input }) => metrics.query.check(input.expression)),
    vocabulary: os.metrics.vocabulary.handler(() => metrics.vocabulary()),
    labels: os.metrics.labels.handler(({ input }) => metrics.labels(input.name)),
    query: os.metrics.query.handler(({ input, signal }) =>
      metrics.query.instant(input.expression, moment(input.at) ?? clock.now(), signal),
    ),
    queryRange: os.metrics.queryRange.handler(({ input: { expression, from, to, stepMs }, signal }) =>
      metrics.query.range(expression, { fromMs: Date.parse(from), toMs: Date.parse(to), stepMs, signal }),
    ),
    chart: os.metrics.chart.handler(({ input: { from, to, buckets, ...series } }) =>
      metrics.chart(series, { from: Date.parse(from), to: Date.parse(to), buckets }),
    ),
    series: os.metrics.series.handler(({ input }) => metrics.series(input)),
    families: os.metrics.families.handler(() => metrics.families()),
    targets: os.metrics.targets.handler(() => metrics.targets()),
  };
}
