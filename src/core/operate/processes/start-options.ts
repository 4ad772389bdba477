import type { Consent } from '../guards.ts';
import type { JsonObject, ProcessDefinition } from './definition.ts';

export interface StartOptions extends Consent {
  definition: ProcessDefinition;
  parameters: JsonObject;
  /** Left out: each change is agreed to by itself. `given`: all are, now. */
  agreement?: 'each' | 'given';
  readOnly: boolean;
  /** A random UUID that the caller has noted before; left out: a new one. */
  id?: string;
  /** It is left to whoever goes on with what nobody drives. */
  isLeft?: boolean;
  /** Who starts it; left out: whoever is at this machine. */
  by?: string;
}
