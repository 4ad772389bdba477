import { AREAS } from '../bottlenecks/index.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { moment, type Telling } from './told.ts';

export function bottleneckRoutes({ os, told }: Telling, { bottlenecks, clock }: ControlCenter) {
  return {
    look: os.bottlenecks.look.handler(({ input, signal }) =>
      told(bottlenecks.look(input.only === null ? AREAS : [input.only], signal)),
    ),
    last: os.bottlenecks.last.handler(({ input }) => bottlenecks.last(moment(input.at) ?? clock.now())),
  };
}
