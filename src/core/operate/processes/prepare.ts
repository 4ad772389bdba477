import { OperatorError, problemOf } from '../../kernel/errors.ts';
import type { Ground } from '../guards.ts';
import type { ActionConsent, ActionContext, ActionKind, Foresight, Probed, Question } from './action.ts';
import { isFinal } from './carry-out.ts';
import type { StepDefinition } from './definition.ts';
import type { Answer } from './events.ts';
import { agreeQuestion, approvalQuestion } from './questions.ts';
import { resolveStep } from './resolve-step.ts';
import type { Agreement } from './state.ts';
import type { Scope } from './template.ts';

/** A change that may be made: what it would do is known, and agreed to. */
export interface Prepared {
  foresight: Foresight;
  /** The answer that let it through, for the record. */
  answer: Answer;
}

/** How an act is agreed to at the door. */
export function consentOf(of: {
  ground: Ground;
  readOnly: boolean;
  answer: Answer | null;
  prepared: Prepared | undefined;
}): ActionConsent {
  const { ground, readOnly, answer, prepared } = of;
  return {
    readOnly,
    // Whoever agreed typed the name where it has to be typed: that was checked when they did.
    ...(ground.environment === 'production' ? { confirm: ground.name } : { yes: true }),
    ...(prepared?.foresight.hash === undefined ? {} : { hash: prepared.foresight.hash }),
    ...(answer?.choice === 'break-glass' ? { breakGlass: answer.note } : {}),
  };
}

/** Why a change is not made. */
interface Refusal {
  problem: string;
  /** To try again mends nothing. */
  isFinal: boolean;
}

/** Whether a step is done already. Null where nobody can tell. */
export async function probe(
  action: (name: string) => ActionKind | undefined,
  step: StepDefinition,
  scope: Scope,
  context: ActionContext,
): Promise<Probed | null> {
  if (action(step.action)?.probe === undefined) return null;
  try {
    const resolved = resolveStep(step, action, scope);
    return (await resolved.action.probe?.(resolved.input, context)) ?? null;
  } catch (error) {
    return { done: null, words: `it could not be looked at: ${problemOf(error).message}` };
  }
}

/** The answers that have a change made. */
const GOES_ON: ReadonlySet<string> = new Set(['agree', 'break-glass']);

/** What is to be known and agreed to before a change: it may be made, or somebody has to say something first. */
export async function prepare(options: {
  action: ActionKind;
  input: unknown;
  context: ActionContext;
  answer: Answer | null;
  agreement: Agreement;
}): Promise<Prepared | { question: Question } | Refusal> {
  const { action, input, context, answer, agreement } = options;
  try {
    if (answer?.choice === 'request') await action.requestApproval?.(input, context, answer.note);
    const foresight = await action.foresee(input, context);
    const by = answer ?? { choice: 'agree', note: '', by: 'nobody-needed' };
    // It is so already: nothing is changed, and nobody has to agree to that.
    if (foresight.calls.length === 0 && foresight.approval === undefined) return { foresight, answer: by };
    if (foresight.approval === 'rejected')
      return { problem: `${foresight.words}: a second person rejected it`, isFinal: true };
    if (foresight.approval !== undefined && answer?.choice !== 'break-glass')
      return { question: approvalQuestion(foresight) };
    if (agreement === 'given') return { foresight, answer: by };
    const agreed = answer !== null && GOES_ON.has(answer.choice);
    if (agreed && (answer.hash === undefined || answer.hash === foresight.hash)) return { foresight, answer };
    return { question: agreeQuestion(foresight) };
  } catch (error) {
    const problem = problemOf(error);
    return { problem: problem.message, isFinal: isFinal(problem) };
  }
}

/** @throws OperatorError `refused` when the name that has to be typed is not this profile's */
export function checkTyped(question: Question, choice: string, typed: string | undefined): void {
  const wanted = GOES_ON.has(choice) ? question.foresight?.typeToAgree : undefined;
  if (wanted === undefined || typed === wanted) return;
  throw new OperatorError('refused', 'The name of the profile has to be typed to go on', {
    hint: `Confirm with ${wanted}.`,
  });
}
