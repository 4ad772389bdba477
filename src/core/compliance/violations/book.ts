import { randomUUID } from 'node:crypto';
import { toIso } from '../../kernel/clock.ts';
import type { Slices } from '../../kernel/slices.ts';
import type {
  StoredStep,
  StoredViolation,
  ViolationRecords,
  ViolationState,
} from '../../store/compliance/violations.ts';
import type { NewEntry } from '../../store/journal/entry.ts';
import type { FoundWell, Sighting } from './sighting.ts';

/** Who notes what nobody did. */
export const OBSERVER = 'control-center';

/** Where each step of a violation is written down, for good. */
export interface StepJournal {
  append(entry: NewEntry): unknown;
}

/** Keeps violations from when one is seen until a fresh check finds it over. */
export interface ViolationBook {
  /**
   * Takes what was seen, and what was found to be well. What is seen again is the same violation; after it was over,
   * or said to be fixed, it is told as such. A look from before what is known already says nothing new. Each is synced:
   * of many, others have their turn in between.
   */
  observe(seen: readonly Sighting[], well: readonly FoundWell[], at: number, slices: Slices): Promise<void>;
  /**
   * Verifies what counters and logs told of, what was called fixed, and what they are quiet about since.
   *
   * @param quiet says so in one sentence, or null
   */
  settle(quiet: (violation: StoredViolation, fixedAt: number) => string | null, at: number): void;
}

export function createViolationBook(options: {
  records: ViolationRecords;
  journal: StepJournal;
}): ViolationBook {
  const { records, journal } = options;

  const tell = (violation: StoredViolation, step: Omit<StoredStep, 'violation'>, kind: string) => {
    const { id, component, rule, severity, source, says, state } = violation;
    journal.append({
      at: step.at,
      actor: step.actor,
      kind: `compliance.violation.${kind}`,
      subject: `violation ${id}`,
      summary: `${component}, ${rule}: ${step.words}`,
      data: { id, component, rule, severity, source, says, state },
    });
  };

  const moved = (
    violation: StoredViolation,
    state: ViolationState,
    words: string,
    at: number,
    kind: string,
  ) => {
    const next = { ...violation, state, verifiedAt: state === 'verified' ? at : null };
    const step = { at, actor: OBSERVER, state, words };
    // The journal first: what it does not take is seen again.
    tell(next, step, kind);
    records.move(next, violation.state, step);
  };

  const takeIn = (sighting: Sighting): void => {
    const { component, rule, severity, source, says, at, times } = sighting;
    const known = records.newestOf(component, rule);
    if (known && known.state !== 'verified') {
      if (at <= known.lastSeenAt) return;
      records.seen(known.id, at, times, says);
      const fixedAt = known.state === 'fixed' ? (records.steps(known.id).at(-1)?.at ?? 0) : null;
      if (fixedAt === null || at <= fixedAt) return;
      moved(
        known,
        known.assignee === null ? 'open' : 'assigned',
        `seen again after it was fixed: ${says}`,
        at,
        'reopened',
      );
      return;
    }
    if (known && at <= (known.verifiedAt ?? 0)) return;
    const violation: StoredViolation = {
      ...{ id: randomUUID(), component, rule, severity, source, says, state: 'open', assignee: null },
      ...{ detectedAt: at, lastSeenAt: at, sightings: times, verifiedAt: null },
    };
    const again = known ? `, again: the last one was over at ${toIso(known.verifiedAt ?? 0)}` : '';
    const step = { at, actor: OBSERVER, state: 'open', words: `detected${again}: ${says}` } as const;
    tell(violation, step, 'detected');
    records.insert(violation, step);
  };

  return {
    async observe(seen, well, at, slices) {
      for (const sighting of seen) {
        takeIn(sighting);
        if (slices.isOver()) await slices.rest();
      }
      for (const { component, rule, at: lookedAt } of well) {
        const known = records.newestOf(component, rule);
        if (!known || known.state === 'verified' || known.source !== 'check') continue;
        // Somebody, perhaps in another process, has seen it since.
        if (lookedAt < known.lastSeenAt) continue;
        const words =
          known.state === 'fixed'
            ? 'a fresh check finds it fixed'
            : 'a fresh check does not find it any more';
        moved(known, 'verified', words, at, 'verified');
      }
    },
    settle(quiet, at) {
      for (const known of records.open()) {
        if (known.state !== 'fixed' || known.source === 'check') continue;
        const fixedAt = records.steps(known.id).at(-1)?.at;
        const words = fixedAt === undefined ? null : quiet(known, fixedAt);
        if (words !== null) moved(known, 'verified', `not seen since it was fixed: ${words}`, at, 'verified');
      }
    },
  };
}
