import { randomUUID } from 'node:crypto';
import { type Clock, toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { ApprovalRecords, StoredApproval } from '../../store/approvals/index.ts';
import type { Approvals as ApprovalsOfDoor } from '../authority.ts';
import { lowerFirst } from '../ending.ts';
import type { Ground } from '../guards.ts';
import type { Operators } from '../operators/index.ts';
import type { Session } from '../operators/session.ts';
import type { OperationJournal } from '../record.ts';
import { type BrokenGlasses, createBrokenGlasses } from './broken-glass.ts';
import { createChanges } from './changes.ts';
import { createDeadlines } from './deadlines.ts';
import { readTravelling, writeTravelling } from './exchange.ts';
import { STATE_WORDS, standingFor } from './standing.ts';
import { hashOf, readDecision, readRequest, textOf } from './statements.ts';
import { type Verdict, verdictOn } from './verdict.ts';
import { type ApprovalView, isOpen, viewOf, whyNotDecide } from './view.ts';

export type { BrokenGlass } from './broken-glass.ts';
export type { ApprovalView } from './view.ts';

export interface Approvals extends ApprovalsOfDoor {
  /** Open ones first, then the latest. */
  list(): ApprovalView[];
  /** By the whole id, or a beginning that only one has. @throws OperatorError `not-found` */
  find(id: string): ApprovalView;
  /** @throws OperatorError `refused` for whoever asked, or when it is decided or over */
  decide(id: string, decision: 'approved' | 'rejected', note: string): void;
  withdraw(id: string): void;
  /** For another control center: to decide it there, or to bring the decision back. */
  export(id: string): string;
  /**
   * Takes what `export` wrote elsewhere, once its signatures are verified by keys that are known here.
   *
   * @throws OperatorError `usage` when it is no such file; `refused` when a signature does not hold
   */
  import(text: string): ApprovalView;
  glasses: Pick<BrokenGlasses, 'list' | 'review'>;
  /** Told after anything changed, by other processes too. */
  subscribe(listener: () => void): () => void;
}

/** Long enough to find a second person, short enough that what they approve is still the same world. */
export const APPROVAL_MS = 3_600_000;
const MOST_SHOWN = 100;
/** After these an approval is good for nothing any more, whatever its row says. */
const ENDS: ReadonlySet<string> = new Set(['approval.used', 'approval.withdrawn', 'approval.rejected']);

export function createApprovals(options: {
  ground: Ground;
  records: ApprovalRecords;
  operators: Operators;
  session: Session;
  journal: OperationJournal & {
    /** Kinds of the entries about a subject. */
    kindsAbout(subject: string): Promise<string[]>;
    /** Its name, which no other journal has. */
    origin(): string;
  };
  clock: Clock;
  redactor: Redactor;
}): Approvals {
  const { ground, records, operators, session, journal, clock, redactor } = options;
  const isOver = createDeadlines(clock);
  const glasses = createBrokenGlasses(options);

  const verdict = (stored: StoredApproval): Verdict | undefined => verdictOn(stored, operators, isOver);

  /** What is over is closed for good, so that no clock that is set back opens it again. */
  const sweep = () => {
    for (const stored of records.open()) {
      const request = readRequest(stored.request);
      if (request !== undefined && isOver(request)) records.close(stored.id, 'expired', clock.now());
    }
  };

  const named = (id: string): { stored: StoredApproval; verdict: Verdict } => {
    sweep();
    const stored =
      records.get(id) ??
      only(records.latest(MOST_SHOWN).filter((it) => id.length >= 4 && it.id.startsWith(id)));
    const found = stored && verdict(stored);
    if (stored !== undefined && found !== undefined) return { stored, verdict: found };
    throw new OperatorError('not-found', `There is no approval ${id}`, {
      hint: 'acgs approvals list shows what there is.',
    });
  };

  const requireKnown = ({ id, name }: { id: string; name: string }) => {
    if (operators.publicKey(id) !== undefined) return;
    throw new OperatorError(
      'refused',
      `This approval is not taken: the key of ${name} (${id}) is not known here`,
      {
        hint: 'Import it first: acgs operators import-key FILE, made with acgs operators export-key there.',
      },
    );
  };

  const write = (kind: string, id: string, actor: string, summary: string, data: Record<string, string>) =>
    journal.append({
      at: clock.now(),
      actor,
      kind: `approval.${kind}`,
      subject: `approval ${id}`,
      summary: redactor.text(summary),
      data: redactor.data(data),
    });

  const changes = createChanges({
    clock,
    look() {
      sweep();
      return records.stamp();
    },
  });
  const view = (verdict: Verdict) => viewOf(verdict, session.current());

  return {
    glasses: {
      list: glasses.list,
      review(id, note) {
        glasses.review(id, note);
        changes.tell();
      },
    },
    list() {
      sweep();
      const views = records.latest(MOST_SHOWN).flatMap((stored) => {
        const found = verdict(stored);
        return found ? [view(found)] : [];
      });
      return [...views.filter(({ state }) => isOpen(state)), ...views.filter(({ state }) => !isOpen(state))];
    },
    find: (id) => view(named(id).verdict),
    async standing(preview, requester) {
      sweep();
      const verdicts = records.ofPreview(preview.hash).flatMap((stored) => verdict(stored) ?? []);
      return standingFor(requester === null ? null : (requester.operator?.id ?? ''), verdicts);
    },
    request({ parameters, preview, reason }) {
      const { permissions: _, ...shown } = preview;
      const now = clock.now();
      const current = session.current();
      const id = randomUUID();
      if (reason.trim() === '') {
        throw new OperatorError('usage', 'Whoever is to approve it wants to know why', { hint: 'Say why.' });
      }
      const text = textOf({
        acgs: 'approval request 1',
        id,
        operation: { kind: preview.kind, parameters: JSON.parse(JSON.stringify(parameters)) },
        preview: JSON.parse(JSON.stringify(shown)),
        profile: ground.name,
        environment: ground.environment,
        place: journal.origin(),
        requester: { id: current?.id ?? '', name: current?.name ?? '' },
        reason: redactor.text(reason.trim()),
        requestedAt: toIso(now),
        expiresAt: toIso(now + APPROVAL_MS),
      });
      const { by, signature } = session.sign(text);
      records.insert({
        id,
        previewHash: preview.hash,
        requestedAt: now,
        request: text,
        requestSignature: signature,
      });
      write('requested', id, by.name, `${by.name} asks for an approval: ${preview.summary}`, {
        operation: preview.kind,
        target: preview.target,
        preview: preview.hash,
        request: hashOf(text),
        reason,
        expiresAt: toIso(now + APPROVAL_MS),
      });
      changes.tell();
      return { id };
    },
    async use(id, { operationId, preview, requester }) {
      const { verdict } = named(id);
      const { state, request, decision, problem } = verdict;
      const refuse = (why: string) =>
        new OperatorError('refused', `The approval cannot be used: ${lowerFirst(why)}; nothing was done`, {
          hint: 'Ask for another one.',
        });
      if (state !== 'approved' || decision === null) throw refuse(problem ?? STATE_WORDS[state](''));
      const signed = [request.requester.id, decision.decidedBy.id];
      if (request.preview.hash !== preview.hash || !signed.includes(requester.operator?.id ?? '')) {
        throw refuse('It is for something else');
      }
      if (request.place !== journal.origin()) throw refuse('It was asked for in another control center');
      // The row can be edited, the journal not without a trace.
      const ended = (await journal.kindsAbout(`approval ${id}`)).find((kind) => ENDS.has(kind));
      if (ended !== undefined) throw refuse(`The journal says that it was ${ended.replace('approval.', '')}`);
      if (!records.close(id, 'used', clock.now())) throw refuse('Somebody else was first');
      const approver = decision.decidedBy.name;
      write('used', id, requester.name, `${requester.name} uses the approval of ${approver}`, {
        operationId,
        requestedBy: request.requester.name,
      });
      changes.tell();
      return { approver };
    },
    breakGlass(act) {
      glasses.break(act);
      changes.tell();
    },
    decide(id, decision, written) {
      const { stored, verdict } = named(id);
      const reason = whyNotDecide(verdict, session.current());
      if (reason !== null) throw new OperatorError('refused', `${reason}, so it cannot be decided`);
      const current = session.current();
      const note = redactor.text(written.trim());
      const text = textOf({
        acgs: 'approval decision 1',
        request: hashOf(stored.request),
        decision,
        decidedBy: { id: current?.id ?? '', name: current?.name ?? '' },
        decidedAt: toIso(clock.now()),
        note,
      });
      const { by, signature } = session.sign(text);
      if (!records.decide(stored.id, text, signature)) {
        throw new OperatorError('refused', 'Somebody has decided it just now');
      }
      const { summary } = verdict.request.preview;
      write(
        decision,
        stored.id,
        by.name,
        `${by.name} ${decision} what ${verdict.request.requester.name} asked for: ${summary}`,
        {
          request: hashOf(stored.request),
          preview: stored.previewHash,
          note,
        },
      );
      changes.tell();
    },
    withdraw(id) {
      const { stored, verdict } = named(id);
      const current = session.current();
      if (current === null) throw new OperatorError('refused', 'Log in to withdraw it');
      if (current.id !== verdict.request.requester.id) {
        throw new OperatorError(
          'refused',
          `${verdict.request.requester.name} asked for it, so nobody else withdraws it`,
        );
      }
      if (!isOpen(verdict.state) || !records.close(stored.id, 'withdrawn', clock.now())) {
        throw new OperatorError('refused', 'It is over already, so there is nothing to withdraw');
      }
      write(
        'withdrawn',
        stored.id,
        current.name,
        `${current.name} takes back a request for approval: ${verdict.request.preview.summary}`,
        {},
      );
      changes.tell();
    },
    export: (id) => writeTravelling(named(id).stored),
    import(text) {
      const carried = readTravelling(text);
      const request = readRequest(carried.request);
      if (request === undefined) {
        throw new OperatorError('usage', 'The request in this file is damaged, or of a newer version');
      }
      const known = records.get(request.id);
      const asIfStored: StoredApproval = {
        id: request.id,
        previewHash: request.preview.hash,
        requestedAt: Date.parse(request.requestedAt),
        closed: known?.closed ?? null,
        ...carried,
      };
      requireKnown(request.requester);
      const decision = carried.decision === null ? undefined : readDecision(carried.decision);
      if (decision !== undefined) requireKnown(decision.decidedBy);
      const found = verdict(asIfStored);
      if (found === undefined || found.state === 'invalid') {
        throw new OperatorError(
          'refused',
          `This approval is not taken: ${found?.problem ?? 'it cannot be read'}`,
        );
      }
      if (known !== undefined && known.request !== carried.request) {
        throw new OperatorError('refused', 'This approval is not taken: another request has its number');
      }
      if (found.state === 'expired') {
        throw new OperatorError('refused', 'This approval is not taken: its time is over', {
          hint: 'Ask for another one.',
        });
      }
      if (known === undefined) records.insert(asIfStored);
      if (carried.decision !== null && known?.decision !== carried.decision) {
        if (!records.decide(request.id, carried.decision, carried.decisionSignature ?? '')) {
          throw new OperatorError(
            'refused',
            'This approval is not taken: it is decided or over here already',
          );
        }
      }
      write(
        'imported',
        request.id,
        session.actor().name,
        `Brought from elsewhere: ${found.state === 'pending' ? 'a request' : `${found.state} by ${found.decision?.decidedBy.name ?? ''}`}: ${request.preview.summary}`,
        { request: hashOf(carried.request) },
      );
      changes.tell();
      return view(named(request.id).verdict);
    },
    subscribe(listener) {
      const undo = [changes.subscribe(listener), session.subscribe(listener)];
      return () => {
        for (const one of undo) one();
      };
    },
  };
}

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}
