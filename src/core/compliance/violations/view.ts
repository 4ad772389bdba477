import { toIso } from '../../kernel/clock.ts';
import type { StoredStep, StoredViolation } from '../../store/compliance/violations.ts';
import type { PartId } from '../assessment.ts';
import { OBSERVER } from './book.ts';
import { partOfRule } from './sighting.ts';

/** A violation, as it is shown. Times are ISO 8601. */
export interface Violation
  extends Omit<StoredViolation, 'detectedAt' | 'lastSeenAt' | 'verifiedAt' | 'sightings'> {
  detectedAt: string;
  /** Null with `sightings` where nobody knows any more how it was at the moment that is shown. */
  lastSeenAt: string | null;
  sightings: number | null;
  verifiedAt: string | null;
  /** The part of the validation whose evidence shows it; null when a counter or the log told of it. */
  part: PartId | null;
}

export type ViolationStep = Omit<StoredStep, 'at' | 'violation'> & { at: string };

export function shown({ detectedAt, lastSeenAt, verifiedAt, ...rest }: StoredViolation): Violation {
  return {
    ...rest,
    detectedAt: toIso(detectedAt),
    lastSeenAt: toIso(lastSeenAt),
    verifiedAt: verifiedAt === null ? null : toIso(verifiedAt),
    part: rest.source === 'check' ? partOfRule(rest.rule) : null,
  };
}

/**
 * As it was at a moment, epoch milliseconds: its steps are all kept, of what was seen only the newest. Null when it was
 * not detected yet.
 */
export function shownAt(stored: StoredViolation, steps: readonly StoredStep[], at: number): Violation | null {
  const last = steps.findLast((step) => step.at <= at);
  if (!last) return null;
  const now = shown(stored);
  const assigned = steps.filter(({ state, actor }) => state === 'assigned' && actor !== OBSERVER);
  const isSame = (assigned.at(-1)?.at ?? 0) <= at;
  const wasSeen = stored.lastSeenAt <= at;
  return {
    ...now,
    state: last.state,
    assignee: isSame ? now.assignee : null,
    verifiedAt: last.state === 'verified' ? toIso(last.at) : null,
    ...(wasSeen ? {} : { lastSeenAt: null, sightings: null, says: last.words }),
  };
}

export function stepsShown(steps: readonly StoredStep[], at: number | null): ViolationStep[] {
  return steps
    .filter((step) => at === null || step.at <= at)
    .map(({ violation: _, at: stepAt, ...step }) => ({ ...step, at: toIso(stepAt) }));
}
