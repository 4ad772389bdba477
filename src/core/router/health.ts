import type { ControlCenter } from '../control-center.ts';
import type { Telling } from './told.ts';

export function healthRoutes({ os, told }: Telling, { health }: ControlCenter) {
  return {
    watch: os.health.watch.handler(({ signal }) => told(health.frames(signal))),
    check: os.health.check.handler(({ signal }) => health.check(signal)),
    responseTime: os.health.responseTime.handler(({ input }) => health.responseTime(input)),
    system: os.health.system.handler(({ input, signal }) => told(health.systemFrames(input.id, signal))),
  };
}
