import { z } from 'zod';
import { type Clock, toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Actor } from '../../operate/actor.ts';
import type { OperationKind } from '../../operate/operation.ts';
import { inOwnRecord } from '../../operate/own-record.ts';
import type { StoredViolation, ViolationRecords, ViolationState } from '../../store/compliance/violations.ts';

const LONGEST_TEXT = 2000;
const id = z.string().min(1).max(64);
const note = z.string().trim().max(LONGEST_TEXT, `a note has at most ${LONGEST_TEXT} characters`);
const assignInput = z.strictObject({
  id,
  to: z.string().trim().min(1, 'name somebody').max(200),
  note: note.default(''),
});
const noteInput = z.strictObject({ id, note: note.min(1, 'say what was found or done') });

export type AssignParameters = z.infer<typeof assignInput>;
export type NoteParameters = z.infer<typeof noteInput>;

/** What an operator can do about violations, for the door. */
export interface ViolationOperations {
  assign: OperationKind<AssignParameters>;
  investigate: OperationKind<NoteParameters>;
  /** Says that it was fixed; a fresh check verifies it, or opens it again. */
  fixed: OperationKind<NoteParameters>;
  kinds: readonly OperationKind<unknown>[];
}

export function createViolationOperations(options: {
  records: ViolationRecords;
  clock: Clock;
  actor: () => Actor;
  onChange: () => void;
}): ViolationOperations {
  const { records, clock, onChange } = options;

  const found = (wanted: string): StoredViolation => {
    const violation = records.get(wanted);
    if (violation) return violation;
    throw new OperatorError('not-found', `There is no violation ${wanted}`, {
      hint: 'acgs compliance violations lists those there are.',
    });
  };

  const kindOf = <P extends { id: string; note: string }>(of: {
    kind: string;
    title: string;
    parameters: z.ZodType<P>;
    state: ViolationState;
    assignee: (given: P, now: StoredViolation) => string | null;
    words: (given: P) => string;
  }): OperationKind<P> => ({
    kind: of.kind,
    title: of.title,
    // It changes what is written here and nothing of the system; read-only mode refuses it all the same.
    risk: 'read',
    parameters: of.parameters,
    permissions: () => [],
    async prepare(given) {
      const before = found(given.id);
      if (before.state === 'verified') {
        throw new OperatorError(
          'usage',
          `${wordsOf(before)} is over since ${toIso(before.verifiedAt ?? 0)}: nothing was done`,
        );
      }
      const assignee = of.assignee(given, before);
      const words = of.words(given);
      return inOwnRecord({
        target: `violation ${given.id}`,
        summary: `${of.title}: ${wordsOf(before)}`,
        calls: [
          {
            method: 'PUT',
            path: `/compliance/violations/${given.id}`,
            body: { state: of.state, assignee, note: given.note },
          },
        ],
        notes: [words],
        execute: () => {
          const at = clock.now();
          const step = { at, actor: options.actor().name, state: of.state, words };
          if (!records.move({ ...before, state: of.state, assignee }, before.state, step)) {
            throw new OperatorError(
              'conflict',
              'Somebody else was faster: look at it again, nothing was done',
            );
          }
          onChange();
          return { at: toIso(at), state: of.state };
        },
        look: () => {
          const now = found(given.id);
          return now.state === of.state && now.assignee === assignee
            ? `${wordsOf(now)} is ${now.state}`
            : null;
        },
      });
    },
  });

  const assign = kindOf({
    kind: 'compliance.assign',
    title: 'Assign a violation',
    parameters: assignInput,
    state: 'assigned',
    assignee: ({ to }) => to,
    words: ({ to, note: said }) => `assigned to ${to}${said === '' ? '' : `: ${said}`}`,
  });
  const investigate = kindOf({
    kind: 'compliance.investigate',
    title: 'Investigate a violation',
    parameters: noteInput,
    state: 'investigating',
    assignee: (_, before) => before.assignee,
    words: ({ note: said }) => `investigated: ${said}`,
  });
  const fixed = kindOf({
    kind: 'compliance.fixed',
    title: 'Say that a violation is fixed',
    parameters: noteInput,
    state: 'fixed',
    assignee: (_, before) => before.assignee,
    words: ({ note: said }) => `fixed: ${said}`,
  });
  return { assign, investigate, fixed, kinds: [assign, investigate, fixed] };
}

function wordsOf({ component, rule }: StoredViolation): string {
  return `${rule} of ${component}`;
}
