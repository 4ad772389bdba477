import type { Look } from '../collector.ts';
import type { Seen } from './evidence.ts';

/** A component that is no service: one question gives all that it shows. */
export interface Source {
  id: string;
  title: string;
  /** In a quick validation: looked at, looked at only where nothing is known of it, or taken as it was seen last. */
  quick: 'now' | 'if-unknown' | 'as-known';
  /** What to say of it when it shows nothing. */
  missing: string;
  /** @throws OperatorError when it cannot be looked at */
  look(look: Look): Promise<Seen[]>;
}
