import type { ControlCenter } from '../control-center/capabilities.ts';
import type { Telling } from './told.ts';

export function timeRoutes({ os, told }: Telling, { time }: ControlCenter) {
  return {
    watch: os.time.watch.handler(({ signal }) => told(time.frames(signal))),
    timeline: os.time.timeline.handler(({ input }) =>
      time.timeline({ from: Date.parse(input.from), to: Date.parse(input.to) }),
    ),
    nearestChange: os.time.nearestChange.handler(({ input }) =>
      time.nearestChange(Date.parse(input.at), input.direction),
    ),
  };
}
