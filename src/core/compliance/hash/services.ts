import { SERVICE_IDS, type ServiceId, systemName } from '../../connect/profile/systems.ts';
import type { Reading } from '../../observe/observation.ts';
import type { Evidence, Item } from '../assessment.ts';
import type { Collector } from '../collector.ts';

/** What a service showed of the constitutional hash when it was looked at last. */
export interface ShownHash {
  id: ServiceId;
  hashSeen: Reading['hashSeen'];
  /** ISO 8601; null when it was never seen. */
  observedAt: string | null;
  /** The last look failed, or is too old to speak for the present. */
  stale: boolean;
  reason: string | null;
}

const SOURCES: Record<Reading['hashSeen'][number]['where'], string> = {
  header: 'http-header',
  body: 'http-body',
  validation: 'constitutional-validation',
};

/** The hash that the services themselves show, as their probes saw it. */
export function createServiceHashes(options: {
  expectedHash: string;
  shown: () => readonly ShownHash[];
  /** Has everything looked at now. */
  check: (signal: AbortSignal | undefined) => Promise<unknown>;
}): Collector {
  const { expectedHash, shown, check } = options;
  return {
    part: 'hash',
    quick: true,
    async collect({ mode, signal }) {
      // What nobody looked at yet is looked at, however quick it has to be.
      if (mode !== 'quick' || shown().every(({ observedAt }) => observedAt === null)) await check(signal);
      const seen = new Map(shown().map((it) => [it.id, it]));
      return SERVICE_IDS.map((id) => itemOf(id, seen.get(id), expectedHash));
    },
  };
}

function itemOf(id: ServiceId, shown: ShownHash | undefined, expected: string): Item {
  const isKnown = shown !== undefined && !shown.stale;
  const evidence: Evidence[] = (shown?.hashSeen ?? []).map(({ value: observed, where }) => {
    const matches = observed === expected;
    return {
      ...{ source: SOURCES[where], expected, observed, count: 1, changedBy: null },
      value: isKnown ? Number(matches) : null,
      observedAt: shown?.observedAt ?? null,
      says: matches ? `shows ${observed}` : `shows ${observed} instead of ${expected}`,
    };
  });
  const value = evidence.some((it) => it.value === 0) ? 0 : evidence.length > 0 && isKnown ? 1 : null;
  return {
    ...{ id, title: systemName(id), weight: 1, value, counts: value, evidence },
    says:
      value === 1 ? null : (evidence.find((it) => it.value === 0)?.says ?? shown?.reason ?? 'shows no hash'),
  };
}
