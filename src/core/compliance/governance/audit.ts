import { toIso } from '../../kernel/clock.ts';
import type { Check } from '../checks.ts';

/** A trail that was not written for so long is not being kept. */
const RECENT_MS = 25 * 3_600_000;

/** Our own journal, as far as it shows without reading all of it. */
export interface JournalStanding {
  size: number;
  /** Why it cannot be believed or read; null when nothing is known against it. */
  problem: string | null;
  /** How many of its entries an anchor outside vouches for; null: none. */
  anchored: { size: number; at: number | null } | null;
}

/** Audit and reporting: the trail is being written, and nobody can change what is in it. */
export function auditChecks(
  trailWrittenAt: number | null | string,
  { size, problem, anchored }: JournalStanding,
  now: number,
): Check[] {
  const written = typeof trailWrittenAt === 'string' ? null : trailWrittenAt;
  const isEmpty = size === 0 && problem === null;
  return [
    {
      source: 'audit trail of the model registry',
      expected: 'the audit trail was written within a day',
      value: written === null ? null : Number(now - written <= RECENT_MS),
      says:
        typeof trailWrittenAt === 'string'
          ? trailWrittenAt
          : written === null
            ? 'the model registry has no audit trail'
            : `the audit trail was written at ${toIso(written)}`,
      at: written,
    },
    {
      source: 'journal',
      expected: 'the journal is whole',
      value: isEmpty ? null : Number(problem === null),
      says: problem ?? (isEmpty ? 'nothing was journaled here yet' : `the journal has ${size} entries`),
      at: isEmpty ? null : now,
      moot: isEmpty,
    },
    {
      source: 'anchors of the journal',
      expected: 'an anchor outside vouches for the journal',
      value: isEmpty ? null : Number(anchored !== null),
      says:
        anchored !== null
          ? `an anchor vouches for ${anchored.size} of ${size} entries`
          : isEmpty
            ? 'nothing was journaled here yet'
            : 'no anchor outside vouches for the journal',
      at: anchored?.at ?? null,
      moot: isEmpty,
    },
  ];
}
