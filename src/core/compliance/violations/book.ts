import { randomUUID } from 'node:crypto';
import type { LiveJournal } from '../../journal/index.ts';
import { toIso } from '../../kernel/clock.ts';
import type {
  StoredStep,
  StoredViolation,
  ViolationRecords,
  ViolationState,
} from '../../store/compliance/violations.ts';
import type { Sighting } from './sighting.ts';

/** Who notes what nobody did. */
export const OBSERVER = 'control-center';

/** Keeps violations from when one is seen until a fresh check finds it over. */
export interface ViolationBook {
  /**
   * Takes what was seen, and what was found to be well. What is seen again is the same violation; after it was over,
   * or said to be fixed, it is told as such.
   *
   * @param well kinds that a check looked at and found nothing wrong with
   */
  observe(seen: readonly Sighting[], well: readonly { component: string; rule: string }[], at: number): void;
}

export function createViolationBook(options: {
  records: ViolationRecords;
  journal: Pick<LiveJournal, 'append'>;
  onChange: () => void;
}): ViolationBook {
  const { records, journal, onChange } = options;

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

  const takeIn = (sighting: Sighting): boolean => {
    const { component, rule, severity, source, says, at, times } = sighting;
    const known = records.newestOf(component, rule);
    if (known && known.state !== 'verified') {
      records.seen(known.id, Math.max(at, known.lastSeenAt), times, says);
      const fixedAt = known.state === 'fixed' ? (records.steps(known.id).at(-1)?.at ?? 0) : null;
      if (fixedAt === null || at <= fixedAt) return false;
      moved(
        known,
        known.assignee === null ? 'open' : 'assigned',
        `seen again after it was fixed: ${says}`,
        at,
        'reopened',
      );
      return true;
    }
    // A line of a log is read again by the next look.
    if (known && at <= (known.verifiedAt ?? 0)) return false;
    const violation: StoredViolation = {
      ...{ id: randomUUID(), component, rule, severity, source, says, state: 'open', assignee: null },
      ...{ detectedAt: at, lastSeenAt: at, sightings: times, verifiedAt: null },
    };
    const again = known ? `, again: the last one was over at ${toIso(known.verifiedAt ?? 0)}` : '';
    const step = { at, actor: OBSERVER, state: 'open', words: `detected${again}: ${says}` } as const;
    tell(violation, step, 'detected');
    return records.insert(violation, step);
  };

  return {
    observe(seen, well, at) {
      let changed = false;
      for (const sighting of seen) changed = takeIn(sighting) || changed;
      for (const { component, rule } of well) {
        const known = records.newestOf(component, rule);
        if (!known || known.state === 'verified' || known.source !== 'check') continue;
        const words =
          known.state === 'fixed'
            ? 'a fresh check finds it fixed'
            : 'a fresh check does not find it any more';
        moved(known, 'verified', words, at, 'verified');
        changed = true;
      }
      if (changed) onChange();
    },
  };
}
