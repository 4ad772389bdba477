import type { Look } from '../collector.ts';
import type { Seen } from './evidence.ts';

/** A component that is no service: one question gives all that it shows. */
export interface Source {
  id: string;
  title: string;
  /** In a quick validation: looked at, or only where nothing was seen of it within the last day. */
  quick: 'now' | 'if-unknown';
  /** What to say of it when it shows nothing. */
  missing: string;
  /** @throws OperatorError when it cannot be looked at */
  look(look: Look): Promise<Seen[]>;
}
