import type { ControlCenter } from '../control-center/capabilities.ts';
import type { Telling } from './told.ts';

export function policyRoutes({ os }: Telling, { compliance: { policies } }: ControlCenter) {
  return {
    validate: os.policies.validate.handler(({ input: { name, text, mode }, signal }) =>
      policies.validate({ bytes: new TextEncoder().encode(text), name }, { mode, signal }),
    ),
  };
}
