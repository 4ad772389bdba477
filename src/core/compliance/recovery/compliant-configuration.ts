import { isDeepStrictEqual } from 'node:util';
import type { ObjectName } from '../../cluster/operations/target.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import { configMapHashPlaces } from '../../observe/rows/hash-places.ts';
import type { Facts } from '../../store/facts/index.ts';

/** The configuration as it was when it last carried the constitutional hash wherever it carries one. */
export interface CompliantConfiguration {
  /** Reads it, and keeps it when it complies. Never throws: what cannot be read is not kept. */
  look(): Promise<void>;
  /** Null when none was seen. `manifest` is JSON that can be applied; `at` epoch milliseconds. */
  last(): { manifest: string; at: number } | null;
}

const SUBJECT = 'configuration';

export function createCompliantConfiguration(options: {
  of: ObjectName;
  expectedHash: string;
  /** As it can be applied again; null when there is none. */
  read: (of: ObjectName) => Promise<Readonly<Record<string, unknown>> | null>;
  facts: Pick<Facts, 'record' | 'history'>;
  redactor: Redactor;
  clock: Clock;
  log: Log;
}): CompliantConfiguration {
  const { of, expectedHash, read, facts, redactor, clock, log } = options;
  const facet = `compliant ${of.namespace}/${of.name}`;
  return {
    async look() {
      try {
        const whole = await read(of);
        if (whole === null) return;
        const places = configMapHashPlaces(whole);
        if (places.length === 0 || places.some(({ value }) => value !== expectedHash)) return;
        // A secret is not kept, and what is struck out is no configuration to go back to.
        if (!isDeepStrictEqual(redactor.data(whole), whole)) return;
        facts.record(SUBJECT, facet, JSON.stringify(whole), clock.now());
      } catch (error) {
        log.info('the configuration could not be kept', { error });
      }
    },
    last() {
      const [fact] = facts.history(SUBJECT, facet, 1);
      return typeof fact?.value === 'string' ? { manifest: fact.value, at: fact.lastSeenAt } : null;
    },
  };
}
