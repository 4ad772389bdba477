import { type Clock, patience } from '../../kernel/clock.ts';
import { type ErrorCode, OperatorError, type Problem, problemOf } from '../../kernel/errors.ts';
import { LeftUnknown } from '../ending.ts';
import type { ActionContext, ActionKind, Ending } from './action.ts';
import type { StepDefinition } from './definition.ts';
import type { ProcessEvent } from './events.ts';
import type { StepState } from './state.ts';

/** What does not stop when it is told to gets so long. The door gives a change on its way two seconds. */
const GRACE_MS = 5000;

/** What trying again without a change cannot mend, but for what says of itself that it can. */
const FINAL: ReadonlySet<ErrorCode> = new Set([
  'usage',
  'profile',
  'secret',
  'refused',
  'forbidden',
  'stopped',
]);

/** Whether trying again may mend it. */
export function isFinal({ code, retryable }: Pick<Problem, 'code' | 'retryable'>): boolean {
  return FINAL.has(code) && !retryable;
}

export interface Attempt {
  step: StepDefinition;
  action: ActionKind;
  input: unknown;
  of: StepState;
  context: Omit<ActionContext, 'signal'>;
  /** Stops it; its reason is what is told. */
  controller: AbortController;
}

type Outcome = Ending | { end: 'unknown'; words: string };

/** Makes one attempt at a step, within its time, and says what happened. Never throws. */
export async function carryOut(attempt: Attempt, by: string): Promise<ProcessEvent> {
  const { step, of, context } = attempt;
  const outcome = await endOf(attempt);
  const at = context.clock.now();
  if (outcome.end === 'asks') {
    return { at, by, type: 'step.asked', step: step.id, question: outcome.question };
  }
  const isAgain = outcome.end === 'failed' && !outcome.final;
  const kept = outcome.end === 'unknown' ? {} : { output: outcome.output, evidence: outcome.evidence };
  return {
    at,
    by,
    type: 'step.result',
    step: step.id,
    attempt: context.attempt,
    status: outcome.end === 'done' ? 'succeeded' : outcome.end,
    words: outcome.words,
    output: kept.output ?? null,
    evidence: kept.evidence ?? null,
    inverse: outcome.end === 'done' ? (outcome.inverse ?? null) : null,
    retryAt: isAgain ? nextTry(step, of, context.attempt, at) : null,
  };
}

async function endOf({ step, action, input, of, context, controller }: Attempt): Promise<Outcome> {
  const { clock } = context;
  const { signal } = controller;
  const leftMs = (of.timedFrom ?? clock.now()) + patience(clock, step.timeoutMs) - clock.now();
  let last: string | null = null;
  const progress = (line: string) => {
    last = line;
    context.progress(line);
  };
  const cancelTimeout = clock.after(leftMs, () => {
    const seen = last === null ? '' : `; last seen: ${last}`;
    controller.abort(
      new OperatorError('timeout', `It took longer than ${durationWords(step.timeoutMs)}${seen}`),
    );
  });
  const unheard = notStopping(clock, signal);
  try {
    signal.throwIfAborted();
    return await Promise.race([action.run(input, { ...context, progress, signal }), unheard.promise]);
  } catch (error) {
    const problem = problemOf(signal.aborted && !(error instanceof LeftUnknown) ? signal.reason : error);
    const { message } = problem;
    // Whoever does not stop may still be doing it; a read does no harm.
    const isUnknown = error instanceof LeftUnknown || (unheard.happened() && action.risk !== 'read');
    if (isUnknown) return { end: 'unknown', words: error instanceof LeftUnknown ? error.message : message };
    return { end: 'failed', words: message, final: isFinal(problem) };
  } finally {
    cancelTimeout();
    unheard.cancel();
  }
}

function notStopping(clock: Clock, signal: AbortSignal) {
  let happened = false;
  let cancel = () => {};
  const { promise, reject } = Promise.withResolvers<never>();
  // Whoever loses the race must not count as an error that nobody handles.
  promise.catch(() => undefined);
  const onAbort = () => {
    cancel = clock.real.after(GRACE_MS, () => {
      happened = true;
      reject(signal.reason);
    });
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return {
    promise,
    happened: () => happened,
    cancel() {
      cancel();
      signal.removeEventListener('abort', onAbort);
    },
  };
}

/** Twice as long each time, within the time the step has; null when it is not tried again. */
export function nextTry(
  { retry, timeoutMs }: StepDefinition,
  of: StepState,
  attempt: number,
  now: number,
): number | null {
  if (retry === undefined || attempt >= retry.attempts) return null;
  const at = now + Math.min(retry.delayMs * 2 ** (attempt - 1), retry.maxDelayMs);
  return at < (of.timedFrom ?? now) + timeoutMs ? at : null;
}

/** `90 s`, `4 h`. */
export function durationWords(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  if (ms % 60_000 === 0) return `${ms / 60_000} min`;
  return `${ms / 1000} s`;
}
