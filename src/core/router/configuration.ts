import type { ControlCenter } from '../control-center/capabilities.ts';
import { moment, type Telling } from './told.ts';

export function configurationRoutes({ os, told }: Telling, { configuration }: ControlCenter) {
  return {
    watch: os.configuration.watch.handler(({ input, signal }) =>
      told(configuration.frames(moment(input.at), signal)),
    ),
  };
}
