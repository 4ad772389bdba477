import type { ControlCenter } from '../control-center/capabilities.ts';
import { moment, type Telling } from './told.ts';

export function sloRoutes({ os }: Telling, { slo, clock }: ControlCenter) {
  return {
    availability: os.slo.availability.handler(async ({ input, signal }) => {
      const { burns, ...view } = await slo.availability(moment(input.at) ?? clock.now(), signal);
      return { ...view, burns: [...burns] };
    }),
    burnDown: os.slo.burnDown.handler(async ({ input, signal }) => {
      const course = await slo.burnDown(moment(input.at) ?? clock.now(), input.points, signal);
      return (
        course && {
          ...course,
          points: course.points.map(([at, left]): [number, number | null] => [at, left]),
        }
      );
    }),
  };
}
