import type { ControlCenter } from '../control-center/capabilities.ts';
import { moment, type Telling } from './told.ts';

export function healthRoutes({ os, told }: Telling, { health }: ControlCenter) {
  return {
    watch: os.health.watch.handler(({ input, signal }) => told(health.frames(signal, moment(input.at)))),
    check: os.health.check.handler(({ signal }) => health.check(signal)),
    system: os.health.system.handler(({ input, signal }) =>
      told(health.systemFrames(input.id, signal, moment(input.at))),
    ),
  };
}
