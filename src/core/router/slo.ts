import type { ControlCenter } from '../control-center/capabilities.ts';
import { moment, type Telling } from './told.ts';

export function sloRoutes({ os }: Telling, { slo, clock }: ControlCenter) {
  return {
    availability: os.slo.availability.handler(({ input }) => {
      const { burns, ...view } = slo.availability(moment(input.at) ?? clock.now());
      return { ...view, burns: [...burns] };
    }),
    burnDown: os.slo.burnDown.handler(({ input }) => {
      const course = slo.burnDown(moment(input.at) ?? clock.now(), input.points);
      return (
        course && {
          ...course,
          points: course.points.map(([at, left]): [number, number | null] => [at, left]),
        }
      );
    }),
  };
}
