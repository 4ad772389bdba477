import type { ControlCenter } from '../control-center/capabilities.ts';
import { moment, type Telling } from './told.ts';

export function courseRoutes({ os }: Telling, { health: { courses } }: ControlCenter) {
  return {
    of: os.courses.of.handler(({ input: { subject, only, at, ...range }, signal }) =>
      courses.of(subject, { ...range, at: moment(at), signal }, only),
    ),
    systems: os.courses.systems.handler(({ input: { at, ...range }, signal }) =>
      courses.systems({ ...range, at: moment(at), signal }),
    ),
  };
}
