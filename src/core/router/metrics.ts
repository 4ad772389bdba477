import type { ControlCenter } from '../control-center.ts';
import type { Telling } from './told.ts';

export function metricsRoutes({ os }: Telling, { metrics }: ControlCenter) {
  return {
    series: os.metrics.series.handler(({ input }) => metrics.series(input)),
    families: os.metrics.families.handler(() => metrics.families()),
    targets: os.metrics.targets.handler(() => metrics.targets()),
  };
}
