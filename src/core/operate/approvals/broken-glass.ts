import { randomUUID } from 'node:crypto';
import { type Clock, toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { ApprovalRecords, StoredBrokenGlass } from '../../store/approvals/index.ts';
import type { Approvals as ApprovalsOfDoor } from '../authority.ts';
import type { Operators } from '../operators/index.ts';
import type { Session } from '../operators/session.ts';
import type { OperationJournal } from '../record.ts';
import {
  type BrokenGlassAct,
  hashOf,
  type ReviewStatement,
  readBrokenGlass,
  readReview,
  textOf,
} from './statements.ts';
import { isSamePerson, isSigned } from './verdict.ts';

/** What was done without the approval it needed, and who looked at it afterwards. */
export interface BrokenGlass {
  id: string;
  operator: string;
  at: string;
  summary: string;
  target: string;
  reason: string;
  /** Of the entry that told it before it was done. */
  journalIndex: number;
  reviewedBy: string | null;
  reviewedAt: string | null;
  note: string | null;
  decidable: { allowed: boolean; reason: string | null };
}

export interface BrokenGlasses {
  break(act: Parameters<ApprovalsOfDoor['breakGlass']>[0]): void;
  /** Open ones first. */
  list(): BrokenGlass[];
  /** @throws OperatorError `refused` for whoever broke it, or when nobody is logged in */
  review(id: string, note: string): void;
}

/** Reviewed ones beyond these are in the journal. */
const MOST_SHOWN = 200;

export function createBrokenGlasses(options: {
  records: ApprovalRecords;
  operators: Pick<Operators, 'publicKey'>;
  session: Pick<Session, 'current' | 'sign'>;
  journal: OperationJournal;
  clock: Clock;
  redactor: Redactor;
}): BrokenGlasses {
  const { records, operators, session, journal, clock, redactor } = options;

  /** A review that is not what somebody else signed is none: the item stays open. */
  const reviewOf = ({ act: text, review, reviewSignature }: StoredBrokenGlass, act: BrokenGlassAct) => {
    const read = review === null ? undefined : readReview(review);
    if (review === null || read === undefined || read.act !== hashOf(text)) return null;
    if (isSamePerson(read.reviewedBy, act.operator)) return null;
    return isSigned(review, reviewSignature ?? '', read.reviewedBy.id, operators) ? read : null;
  };

  const whyNot = (act: BrokenGlassAct, review: ReviewStatement | null): string | null => {
    if (review !== null) return `${review.reviewedBy.name} has reviewed it`;
    const current = session.current();
    if (current === null) return 'Log in to review it';
    return isSamePerson(current, act.operator) ? 'You broke the glass yourself' : null;
  };

  return {
    break({ operationId, preview, requester, reason }) {
      if (requester.operator === null) throw new OperatorError('refused', 'Nobody is logged in');
      const at = clock.now();
      const { summary, target } = preview;
      const { index } = journal.append({
        at,
        actor: requester.name,
        kind: 'break-glass',
        subject: target,
        summary: redactor.text(`${requester.name} breaks the glass: ${summary}`),
        data: {
          severity: 'high',
          operationId,
          operator: requester.operator,
          reason: redactor.text(reason),
          preview: preview.hash,
        },
      });
      const act = textOf({
        operator: requester.operator,
        at: toIso(at),
        operationId,
        summary,
        target,
        reason: redactor.text(reason),
        journalIndex: index,
      });
      records.insertBrokenGlass({ id: randomUUID(), at, act });
    },
    list: () =>
      records.brokenGlasses(MOST_SHOWN).flatMap((stored) => {
        const act = readBrokenGlass(stored.act);
        if (act === undefined) return [];
        const review = reviewOf(stored, act);
        const reason = whyNot(act, review);
        const { operator, at, summary, target, reason: why, journalIndex } = act;
        return {
          id: stored.id,
          operator: operator.name,
          at,
          summary,
          target,
          reason: why,
          journalIndex,
          reviewedBy: review?.reviewedBy.name ?? null,
          reviewedAt: review?.reviewedAt ?? null,
          note: review?.note ?? null,
          decidable: { allowed: reason === null, reason },
        };
      }),
    review(id, written) {
      const stored = records.brokenGlass(id);
      const act = stored && readBrokenGlass(stored.act);
      if (stored === undefined || act === undefined) {
        throw new OperatorError('not-found', `There is no review ${id}`, {
          hint: 'acgs approvals list shows what is open.',
        });
      }
      const reason = whyNot(act, reviewOf(stored, act));
      if (reason !== null) throw new OperatorError('refused', `${reason}, so it cannot be reviewed`);
      const note = redactor.text(written.trim());
      if (note === '') {
        throw new OperatorError('usage', 'A review needs a note', { hint: 'Say what you found.' });
      }
      const current = session.current();
      if (current === null) throw new OperatorError('refused', 'Nobody is logged in');
      const text = textOf({
        acgs: 'broken glass review 1',
        act: hashOf(stored.act),
        reviewedBy: { id: current.id, name: current.name },
        reviewedAt: toIso(clock.now()),
        note,
      });
      const { signature } = session.sign(text);
      if (!records.review(id, text, signature)) {
        throw new OperatorError('refused', 'Somebody has reviewed it just now');
      }
      journal.append({
        at: clock.now(),
        actor: current.name,
        kind: 'approval.glass-reviewed',
        subject: act.target,
        summary: `${current.name} reviewed what ${act.operator.name} did without an approval: ${act.summary}`,
        data: { id, note, journalIndex: act.journalIndex, operator: { id: current.id, name: current.name } },
      });
    },
  };
}
