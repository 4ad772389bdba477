import type { ControlCenter } from '../control-center/capabilities.ts';
import { moment, type Telling } from './told.ts';

export function complianceRoutes({ os, told }: Telling, { compliance }: ControlCenter) {
  return {
    watch: os.compliance.watch.handler(({ input, signal }) =>
      told(compliance.frames(moment(input.at), signal)),
    ),
    validate: os.compliance.validate.handler(({ input, signal }) =>
      compliance.validate({ mode: input.mode, signal }),
    ),
  };
}
