import type { Log } from '../kernel/log.ts';
import type { Door, Interrupted } from './door.ts';

/** Looking must go on where the journal cannot be written; the next change will say why it cannot. */
export function interruptedBefore(door: Door, log: Log): readonly Interrupted[] {
  try {
    return door.settle();
  } catch (error) {
    log.error('what was cut short could not be journaled', { error });
    return [];
  }
}
