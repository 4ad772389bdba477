import { createServiceHashes } from '../compliance/hash/services.ts';
import { type Compliance, createCompliance } from '../compliance/index.ts';
import { isServiceId } from '../connect/profile/systems.ts';
import type { Threshold, ThresholdId } from '../connect/profile/thresholds.ts';
import type { Health } from '../health/index.ts';
import { type Clock, instantOf } from '../kernel/clock.ts';
import type { Redactor } from '../kernel/redaction.ts';
import type { Store } from '../store/index.ts';

/** Compliance, with the collectors of its evidence. */
export function openCompliance(options: {
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  expectedHash: string;
  health: Pick<Health, 'hashes' | 'check'>;
  store: Pick<Store, 'compliance' | 'samples'>;
  clock: Clock;
  redactor: Redactor;
}): Compliance {
  const { expectedHash, health, store } = options;
  return createCompliance({
    ...options,
    collectors: [
      createServiceHashes({
        expectedHash,
        check: health.check,
        shown: () =>
          health
            .hashes()
            .flatMap(({ info, observedAt, ...it }) =>
              isServiceId(info.id) ? [{ ...it, id: info.id, observedAt: instantOf(observedAt) }] : [],
            ),
      }),
    ],
    records: store.compliance,
    samples: store.samples,
  });
}
