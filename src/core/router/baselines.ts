import { comparisonView, namedView } from '../baselines/index.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { moment, type Telling } from './told.ts';

export function baselineRoutes({ os }: Telling, { baselines, clock }: ControlCenter) {
  return {
    list: os.baselines.list.handler(({ input }) =>
      baselines.list(moment(input.at) ?? undefined).map(namedView),
    ),
    compare: os.baselines.compare.handler(async ({ input: { at, ...wanted }, signal }) =>
      comparisonView(await baselines.compare({ ...wanted, at: moment(at) ?? clock.now(), signal })),
    ),
  };
}
