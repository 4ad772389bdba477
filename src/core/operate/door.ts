import { randomUUID } from 'node:crypto';
import { type Clock, toIso } from '../kernel/clock.ts';
import { OperatorError, problemOf } from '../kernel/errors.ts';
import type { Redactor } from '../kernel/redaction.ts';
import type { OperationLock } from '../store/locks/index.ts';
import { missingPermission, type ReviewAccess } from './access.ts';
import type { Actor } from './actor.ts';
import { type Approvals, needsApproval, requireAuthority } from './authority.ts';
import { afterTheAct, leftUnknown, lowerFirst, mayHaveHappened } from './ending.ts';
import { type Consent, consentFor, type Ground, refuseInReadOnlyMode, requireConsent } from './guards.ts';
import type { Author, Inverse, OperationKind, Prepared, Preview } from './operation.ts';
import { parametersOf, previewOf, riskOf } from './preview.ts';
import { createOperationRecord, isIntended, type JournalTail, type OperationJournal } from './record.ts';
import type { OwnerState, TargetLocks } from './target-locks.ts';

/** What became of an operation that was carried out. */
export interface Outcome {
  operationId: string;
  kind: string;
  target: string;
  summary: string;
  startedAt: string;
  endedAt: string;
  /** What the cluster answered, as far as it matters. */
  evidence: Record<string, unknown>;
  /** `ok` is null when it could not be observed. */
  verification: { ok: boolean | null; words: string };
  /** Indexes of its entries in the journal; null when there was nothing to do. */
  journal: { intent: number; result: number; verification: number } | null;
  inverse: Inverse | null;
}

export interface PerformOptions extends Consent {
  readOnly: boolean;
  signal: AbortSignal;
  /** Of the preview that the operator saw; left out where they see it just before they agree. */
  hash?: string | undefined;
  /** The reason for doing it without the approval that it needs; opens a review. */
  breakGlass?: string | null | undefined;
  /** The process and step that this is a part of, for its entries in the journal. */
  within?: { process: string; step: string; attempt: number } | undefined;
  /** Shown before anything is asked or done. */
  onPreview?: (preview: Preview) => void;
  onProgress?: (line: string) => void;
}

/** What has to be said or given before something is done. */
export interface Terms {
  /** `type-name`: the profile's name has to be typed. */
  consent: 'none' | 'yes' | 'type-name';
  profile: string;
  /** `missing`: a second person has to approve exactly this first, or the glass be broken. */
  approval: 'not-needed' | 'missing' | 'pending' | 'approved' | 'rejected';
  /** Who approved or rejected it. */
  approver: string | null;
  /** Whose name will be in the journal; null when somebody has to log in first. */
  actor: string | null;
}

/** An operation that was begun by a process that is no more. */
export interface Interrupted {
  target: string;
  summary: string;
  actor: string;
  startedAt: string;
  /** Whether it may have been sent, so that nobody knows whether it was done; else it was not done. */
  sent: boolean;
}

/** The one way out: everything that changes the world passes here. */
export interface Door {
  /**
   * What would be done, without doing it.
   *
   * @throws OperatorError what `perform` would be refused for, but for the confirmation and the approval
   */
  preview<Parameters>(
    kind: OperationKind<Parameters>,
    parameters: Parameters,
    options: Pick<PerformOptions, 'readOnly' | 'signal'>,
  ): Promise<Preview>;
  /** What has to be said or given before what was previewed is done by whoever is logged in. */
  terms(preview: Preview): Promise<Terms>;
  /**
   * Asks a second person to approve what was shown.
   *
   * @param options `hash` of the preview that was shown
   * @throws OperatorError `conflict` when it would be something else by now; `refused` when nobody is
   *   logged in, or it needs no approval
   */
  requestApproval<Parameters>(
    kind: OperationKind<Parameters>,
    parameters: Parameters,
    options: Pick<PerformOptions, 'readOnly' | 'signal' | 'hash'> & { reason: string },
  ): Promise<{ id: string }>;
  /**
   * Does it: previews, asks the guards, journals the intent, acts, journals the result, and looks
   * whether it came about.
   *
   * @throws OperatorError `refused` or `forbidden` when a guard or the cluster refuses; `conflict` when
   *   somebody else was first or it is not what was shown (`hash`); whatever cut it short, with a sentence on what is not known
   */
  perform<Parameters>(
    kind: OperationKind<Parameters>,
    parameters: Parameters,
    options: PerformOptions,
  ): Promise<Outcome>;
  /**
   * Journals what is known of operations whose process died in the middle, frees their targets, and names
   * them: unknown, or not done where the process died before it was sent.
   */
  settle(): Interrupted[];
  /** Operations that are under way, here or in other processes on the same store. */
  locks(): { lock: OperationLock; owner: OwnerState }[];
  /**
   * Frees a target whose owner is dead or silent. What it had begun is journaled as unknown.
   *
   * @throws OperatorError `not-found`; `refused` while its owner lives, or in read-only mode
   */
  breakLock(target: string, options: Pick<PerformOptions, 'readOnly'>): void;
}

/** A change that is on its way when the operator stops gets so long to be answered. */
const LAST_ANSWER_MS = 2000;

export function createDoor(options: {
  ground: Ground;
  journal: OperationJournal & JournalTail;
  locks: TargetLocks;
  reviewAccess: ReviewAccess;
  /** Whoever is logged in at this host, or the person as the operating system knows them. */
  actor: () => Actor;
  approvals: Approvals;
  clock: Clock;
  redactor: Redactor;
}): Door {
  const { ground, locks, reviewAccess, clock, redactor, approvals } = options;
  const record = createOperationRecord({ journal: options.journal, redactor, now: clock.now });

  /** Every guard that can be asked beforehand, in the order in which an operator can do something about it. */
  const approach = async <P>(
    kind: OperationKind<P>,
    parameters: P,
    prepared: Prepared,
    { readOnly, signal, hash }: Pick<PerformOptions, 'readOnly' | 'signal' | 'hash'>,
  ): Promise<Preview> => {
    refuseInReadOnlyMode(ground, readOnly, { ...prepared, risk: riskOf(kind, prepared) });
    const missing = await reviewAccess(prepared.permissions, signal);
    if (missing.length > 0) throw missingPermission(prepared.target, missing);
    await prepared.rehearse?.(signal);
    const preview = previewOf({ kind, parameters, prepared, ground, redactor });
    if (hash !== undefined && hash !== preview.hash) throw notAsShown(preview, prepared.author);
    return preview;
  };

  /** It is noted that something is sent before it is: without that note it was not. */
  const settleOne = (lock: OperationLock, why: string): 'unknown' | 'not-done' | 'nothing' | 'gone' => {
    const sent = lock.begunAt !== null;
    const end = sent ? 'unknown' : isIntended(options.journal, lock.operationId) ? 'not-done' : 'nothing';
    const inherited = locks.inherit(lock, () => {
      if (end === 'unknown') record.result(lock, 'unknown', `Not known whether it was done: ${why}`);
      if (end === 'not-done') record.result(lock, 'failed', `Not done: ${why}, before it was sent`);
    });
    return inherited ? end : 'gone';
  };

  const settle = (): Interrupted[] =>
    locks.list().flatMap(({ lock, owner }) => {
      if (owner !== 'dead') return [];
      const end = settleOne(lock, `process ${lock.processId} ended in the middle of it`);
      if (end === 'nothing' || end === 'gone') return [];
      const { target, summary, actor, acquiredAt } = lock;
      return [{ target, summary, actor, startedAt: toIso(acquiredAt), sent: end === 'unknown' }];
    });

  return {
    settle,
    locks: () => locks.list(),
    breakLock(target, { readOnly }) {
      refuseInReadOnlyMode(ground, readOnly, { risk: 'change', summary: `Break the lock of ${target}` });
      const held = locks.list().find(({ lock }) => lock.target === target);
      if (!held) throw new OperatorError('not-found', `Nothing holds ${target}`);
      if (held.owner === 'alive') {
        throw new OperatorError(
          'refused',
          `${target} is in use by a process that was heard of lately (${held.lock.processId} on ${held.lock.host})`,
          { hint: 'Wait until it is done, or stop it there.' },
        );
      }
      settleOne(held.lock, `${options.actor().name} broke its lock`);
    },
    async preview(kind, given, { readOnly, signal }) {
      const parameters = parametersOf(kind, given);
      const prepared = await kind.prepare(parameters, signal);
      return approach(kind, parameters, prepared, { readOnly, signal });
    },
    async terms(preview) {
      const actor = options.actor();
      const consent = consentFor(ground, preview.risk);
      const { name: profile } = ground;
      if (!needsApproval(ground, preview)) {
        return { consent, profile, approval: 'not-needed', approver: null, actor: actor.name };
      }
      const { state, decidedBy } = await approvals.standing(preview, actor);
      const name = actor.operator === null ? null : actor.name;
      return { consent, profile, approval: state, approver: decidedBy, actor: name };
    },
    async requestApproval(kind, given, { readOnly, signal, hash, reason }) {
      const parameters = parametersOf(kind, given);
      const prepared = await kind.prepare(parameters, signal);
      const preview = await approach(kind, parameters, prepared, { readOnly, signal, hash });
      if (preview.calls.length === 0 || !needsApproval(ground, preview)) {
        throw new OperatorError('refused', `${preview.summary}: this needs no approval`, {
          hint: 'Just do it.',
        });
      }
      return approvals.request({ parameters: redactor.data(parameters), preview, reason });
    },
    async perform(kind, given, wish) {
      const { signal, onPreview, onProgress = () => {}, breakGlass = null } = wish;
      const parameters = parametersOf(kind, given);
      settle();
      const prepared = await kind.prepare(parameters, signal);
      const { target, summary } = prepared;
      if (prepared.calls.length === 0) return nothingToDo(kind.kind, prepared, clock.now());
      const requester = options.actor();
      const operation = {
        operationId: randomUUID(),
        actor: requester.name,
        target,
        kind: kind.kind,
        summary,
      };

      const guarded = async () => {
        const preview = await approach(kind, parameters, prepared, wish);
        return {
          preview,
          authority: await requireAuthority({ ground, preview, requester, approvals, breakGlass }),
        };
      };
      const { preview, authority } = await guarded().catch((error: unknown) => {
        const { code, message } = problemOf(error);
        if (code === 'refused' || code === 'forbidden') {
          record.refusal(operation, message, { parameters, code });
        }
        throw error;
      });
      onPreview?.(preview);
      const confirmed = await requireConsent(ground, preview.risk, wish);
      signal.throwIfAborted();

      const held = locks.take(operation);
      const startedAt = clock.now();
      let settled = true;
      try {
        const use = { operationId: operation.operationId, preview, requester };
        const approval = authority.by === 'approval' ? await approvals.use(authority.id, use) : null;
        if (authority.by === 'broken-glass') approvals.breakGlass({ ...use, reason: authority.reason });
        const intent = record.intent(operation, summary, {
          parameters,
          preview,
          profile: ground.name,
          environment: ground.environment,
          confirmed,
          ...(wish.within === undefined ? {} : { within: wish.within }),
          ...(requester.operator === null ? {} : { operator: requester.operator }),
          ...(approval === null ? {} : { approver: approval.approver, approval: authority }),
          ...(authority.by === 'broken-glass' ? { breakGlass: authority.reason } : {}),
        });
        // From here on the journal is owed a result.
        settled = false;
        try {
          held.begin();
        } catch (error) {
          record.result(operation, 'failed', `Not done: ${problemOf(error).message}`);
          settled = true;
          throw error;
        }
        const { evidence, result } = await act(prepared, onProgress, signal).then(
          (found) => {
            const result = afterTheAct(() =>
              record.result(operation, 'done', `Done: ${lowerFirst(summary)}`, { evidence: found }),
            );
            settled = true;
            return { evidence: redactor.data(found), result };
          },
          (error: unknown) => {
            const unknown = mayHaveHappened(error);
            const { message } = problemOf(error);
            const words = unknown ? `Not known whether it was done: ${message}` : `Not done: ${message}`;
            record.result(operation, unknown ? 'unknown' : 'failed', words);
            settled = true;
            throw unknown ? leftUnknown(error, summary) : error;
          },
        );
        held.release();
        const verification = await look(prepared, onProgress, signal);
        return {
          operationId: operation.operationId,
          kind: kind.kind,
          target,
          summary,
          startedAt: toIso(startedAt),
          endedAt: toIso(clock.now()),
          evidence,
          verification,
          inverse: prepared.inverse ?? null,
          journal: {
            intent,
            result,
            verification: record.verification(operation, verification.ok, verification.words),
          },
        };
      } finally {
        // A result that could not be journaled leaves the lock for the next start to find.
        if (settled) held.release();
        else held.abandon();
      }
    },
  };

  async function act(
    prepared: Prepared,
    onProgress: (line: string) => void,
    stop: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const late = new AbortController();
    let cancel = () => {};
    const onStop = () => {
      cancel = clock.real.after(LAST_ANSWER_MS, () => late.abort(stop.reason));
    };
    stop.addEventListener('abort', onStop, { once: true });
    try {
      return await prepared.execute(late.signal, (line) => onProgress(redactor.text(line)));
    } finally {
      cancel();
      stop.removeEventListener('abort', onStop);
    }
  }

  /** The act is done: whatever goes wrong now only means that its effect was not seen. */
  async function look(
    prepared: Prepared,
    onProgress: (line: string) => void,
    signal: AbortSignal,
  ): Promise<Outcome['verification']> {
    try {
      const { ok, words } = await prepared.verify((line) => onProgress(redactor.text(line)), signal);
      return { ok, words: redactor.text(words) };
    } catch (error) {
      return { ok: null, words: `It was done, but its effect was not seen: ${problemOf(error).message}` };
    }
  }
}

function nothingToDo(kind: string, { target, summary }: Prepared, now: number): Outcome {
  return {
    operationId: randomUUID(),
    kind,
    target,
    summary,
    startedAt: toIso(now),
    endedAt: toIso(now),
    evidence: {},
    verification: { ok: true, words: summary },
    journal: null,
    inverse: null,
  };
}

function notAsShown({ target, summary }: Preview, author: Author | null): OperatorError {
  const who = author === null ? '' : `. ${target} was last changed by ${author.name} at ${toIso(author.at)}`;
  return new OperatorError(
    'conflict',
    `What would be done now is not what was shown: ${lowerFirst(summary)}; nothing was done${who}`,
    { hint: 'Look at it again, then decide.' },
  );
}
