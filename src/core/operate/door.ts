import { randomUUID } from 'node:crypto';
import { KubernetesError } from '../connect/kubernetes/index.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import { OperatorError, problemOf } from '../kernel/errors.ts';
import type { Redactor } from '../kernel/redaction.ts';
import type { OperationLock } from '../store/locks/index.ts';
import { missingPermission, type ReviewAccess } from './access.ts';
import {
  type Consent,
  type FindApproval,
  type Ground,
  refuseInReadOnlyMode,
  requireApproval,
  requireConsent,
} from './guards.ts';
import type { OperationKind, Prepared, Preview } from './operation.ts';
import { createOperationRecord, type OperationJournal } from './record.ts';
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
}

export interface PerformOptions extends Consent {
  /** `alice@host`. */
  actor: string;
  readOnly: boolean;
  signal: AbortSignal;
  /** Shown before anything is asked or done. */
  onPreview?: (preview: Preview) => void;
  onProgress?: (line: string) => void;
}

/** An operation that was begun by a process that is no more. */
export interface Interrupted {
  target: string;
  summary: string;
  actor: string;
  startedAt: string;
}

/** The one way out: everything that changes the world passes here. */
export interface Door {
  /**
   * What would be done, without doing it.
   *
   * @throws OperatorError what `perform` would be refused for, but for the confirmation
   */
  preview<Parameters>(
    kind: OperationKind<Parameters>,
    parameters: Parameters,
    options: Pick<PerformOptions, 'readOnly' | 'signal'>,
  ): Promise<Preview>;
  /**
   * Does it: previews, asks the guards, journals the intent, acts, journals the result, and looks
   * whether it came about.
   *
   * @throws OperatorError `refused` or `forbidden` when a guard or the cluster refuses; `conflict` when
   *   somebody else was first; whatever cut it short, with a sentence on what is not known
   */
  perform<Parameters>(
    kind: OperationKind<Parameters>,
    parameters: Parameters,
    options: PerformOptions,
  ): Promise<Outcome>;
  /** Journals operations whose process died in the middle as unknown, frees their targets, and names them. */
  settle(): Interrupted[];
  /** Operations that are under way, here or in other processes on the same store. */
  locks(): { lock: OperationLock; owner: OwnerState }[];
  /** Frees a target whose owner is dead or silent. What it had begun is journaled as unknown. */
  breakLock(target: string, actor: string): void;
}

/** A change that is on its way when the operator stops gets so long to be answered. */
const LAST_ANSWER_MS = 2000;

export function createDoor(options: {
  ground: Ground;
  journal: OperationJournal;
  locks: TargetLocks;
  reviewAccess: ReviewAccess;
  findApproval?: FindApproval | null;
  clock: Clock;
  redactor: Redactor;
}): Door {
  const { ground, locks, reviewAccess, clock, redactor, findApproval = null } = options;
  const record = createOperationRecord({ journal: options.journal, redactor, now: clock.now });

  /** Every guard that can be asked beforehand, in the order in which an operator can do something about it. */
  const approach = async <P>(
    kind: OperationKind<P>,
    prepared: Prepared,
    { readOnly, signal }: Pick<PerformOptions, 'readOnly' | 'signal'>,
  ): Promise<{ preview: Preview; approver: string | null }> => {
    refuseInReadOnlyMode(ground, readOnly, kind.risk, prepared.summary);
    const missing = await reviewAccess(prepared.permissions, signal);
    if (missing.length > 0) throw missingPermission(prepared.target, missing);
    await prepared.rehearse?.(signal);
    const preview = previewOf(kind, prepared, redactor);
    return { preview, approver: await requireApproval(ground, preview, findApproval) };
  };

  const settleOne = (lock: OperationLock, words: string): boolean =>
    locks.inherit(lock, () => {
      if (lock.begunAt !== null) record.result(lock, 'unknown', `Not known whether it was done: ${words}`);
    });

  const settle = (): Interrupted[] =>
    locks
      .list()
      .filter(({ owner }) => owner === 'dead')
      .map(({ lock }) => lock)
      .filter((lock) => settleOne(lock, `process ${lock.processId} ended in the middle of it`))
      .filter(({ begunAt }) => begunAt !== null)
      .map(({ target, summary, actor, acquiredAt }) => ({
        target,
        summary,
        actor,
        startedAt: toIso(acquiredAt),
      }));

  return {
    settle,
    locks: () => locks.list(),
    breakLock(target, actor) {
      const held = locks.list().find(({ lock }) => lock.target === target);
      if (!held) throw new OperatorError('not-found', `Nothing holds ${target}`);
      if (held.owner === 'alive') {
        throw new OperatorError(
          'refused',
          `${target} is in use by a process that was heard of lately (${held.lock.processId} on ${held.lock.host})`,
          { hint: 'Wait until it is done, or stop it there.' },
        );
      }
      settleOne(held.lock, `${actor} broke its lock`);
    },
    async preview(kind, parameters, { readOnly, signal }) {
      const prepared = await kind.prepare(parametersOf(kind, parameters), signal);
      return (await approach(kind, prepared, { readOnly, signal })).preview;
    },
    async perform(kind, given, options) {
      const { actor, signal, onPreview, onProgress = () => {} } = options;
      const parameters = parametersOf(kind, given);
      settle();
      const prepared = await kind.prepare(parameters, signal);
      const { target, summary } = prepared;
      if (prepared.calls.length === 0) return nothingToDo(kind.kind, prepared, clock.now());
      const operation = { operationId: randomUUID(), actor, target, kind: kind.kind, summary };

      const { preview, approver } = await approach(kind, prepared, options).catch((error: unknown) => {
        const { code, message } = problemOf(error);
        if (code === 'refused' || code === 'forbidden') {
          record.refusal(operation, message, { parameters, code });
        }
        throw error;
      });
      onPreview?.(preview);
      const confirmed = await requireConsent(ground, kind.risk, options);
      signal.throwIfAborted();

      const held = locks.take(operation);
      const startedAt = clock.now();
      let settled = true;
      try {
        const intent = record.intent(operation, summary, {
          parameters,
          preview,
          profile: ground.name,
          environment: ground.environment,
          confirmed,
          ...(approver === null ? {} : { approver }),
        });
        held.begin();
        settled = false;
        const { evidence, result } = await act(prepared, signal).then(
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

  async function act(prepared: Prepared, stop: AbortSignal): Promise<Record<string, unknown>> {
    const late = new AbortController();
    let cancel = () => {};
    const onStop = () => {
      cancel = clock.after(LAST_ANSWER_MS, () => late.abort(stop.reason));
    };
    stop.addEventListener('abort', onStop, { once: true });
    try {
      return await prepared.execute(late.signal);
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
  };
}

function parametersOf<P>(kind: OperationKind<P>, given: P): P {
  const parsed = kind.parameters.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'parameters';
  throw new OperatorError('usage', `${kind.title}: ${where}: ${issue?.message ?? 'not as expected'}`);
}

function previewOf<P>(kind: OperationKind<P>, prepared: Prepared, redactor: Redactor): Preview {
  const { target, summary, calls, diff, notes, permissions, rehearse } = prepared;
  return redactor.data({
    kind: kind.kind,
    title: kind.title,
    risk: kind.risk,
    target,
    summary,
    calls,
    diff,
    notes,
    permissions,
    dryRun: rehearse === null ? ('none' as const) : ('server' as const),
  });
}

/** Only an answer of the server, or never having got through to it, proves that nothing happened. */
function mayHaveHappened(error: unknown): boolean {
  if (error instanceof KubernetesError) return error.status >= 500 || error.status < 400;
  if (!(error instanceof OperatorError)) return true;
  return !NOT_SENT.has(error.code) && !/connection refused$/.test(error.message);
}

const NOT_SENT: ReadonlySet<string> = new Set([
  'conflict',
  'not-found',
  'usage',
  'kubeconfig',
  'credentials',
  'tls',
  'not-configured',
]);

/** The journal failing now must not read as if nothing had happened. */
function afterTheAct(write: () => number): number {
  try {
    return write();
  } catch (error) {
    throw new OperatorError('internal', `It was done, but not journaled: ${problemOf(error).message}`, {
      hint: 'Make room for the data folder; at the next start the journal tells it as not known.',
      cause: error,
    });
  }
}

function leftUnknown(error: unknown, summary: string): OperatorError {
  const { code, message } = problemOf(error);
  return new OperatorError(
    code,
    `${message}; it is not known whether this was done: ${lowerFirst(summary)}`,
    {
      hint: 'It is not repeated by itself: look at the target first, then decide.',
      retryable: false,
      cause: error,
    },
  );
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
