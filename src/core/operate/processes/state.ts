import type { JsonValue } from '../../store/journal/canonical.ts';
import type { Inverse } from '../operation.ts';
import type { Question } from './action.ts';
import type { JsonObject, ProcessDefinition } from './definition.ts';
import { stepsOf } from './definition.ts';
import type { Answer, ProcessEvent } from './events.ts';

/**
 * `unknown`: it was begun and nobody knows whether it was done. `waiting`: for a person. A step is `pending` again
 * when it will be tried once more.
 */
export type StepStatus = 'pending' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'skipped' | 'unknown';

export interface StepState {
  status: StepStatus;
  attempts: number;
  /** When the first attempt began. Times are epoch milliseconds. */
  begunAt: number | null;
  /** From when its timeout counts: waiting for a person and for a restart does not. */
  timedFrom: number | null;
  endedAt: number | null;
  /** Not to be tried before. */
  dueAt: number | null;
  /** How it ended, or why it waits, in one sentence. */
  words: string | null;
  output: JsonValue;
  evidence: JsonObject | null;
  inverse: Inverse | null;
  question: Question | null;
  /** What was last answered, until the step is begun with it. */
  answer: Answer | null;
}

/** How a change comes to be agreed to: each by itself, or all when the process was started. */
export type Agreement = 'each' | 'given';

export interface ProcessState {
  id: string;
  definitionHash: string;
  parameters: JsonObject;
  agreement: Agreement;
  startedAt: number;
  startedBy: string;
  /** When something last happened. */
  touchedAt: number;
  paused: { by: string; why: string } | null;
  /** Nothing further is begun, except what takes back. */
  stopping: { as: 'failed' | 'aborted'; why: string; takesBack: boolean } | null;
  ended: { as: 'succeeded' | 'failed' | 'aborted'; why: string; at: number } | null;
  steps: ReadonlyMap<string, StepState>;
}

export type ProcessStatus = 'running' | 'waiting' | 'paused' | 'succeeded' | 'failed' | 'aborted';

const NOT_BEGUN: StepState = {
  status: 'pending',
  attempts: 0,
  begunAt: null,
  timedFrom: null,
  endedAt: null,
  dueAt: null,
  words: null,
  output: null,
  evidence: null,
  inverse: null,
  question: null,
  answer: null,
};

export function newState(
  of: Pick<ProcessState, 'id' | 'definitionHash' | 'parameters' | 'agreement' | 'startedAt' | 'startedBy'>,
  definition: ProcessDefinition,
): ProcessState {
  const steps = new Map([...stepsOf(definition).keys()].map((id) => [id, NOT_BEGUN]));
  return { ...of, touchedAt: of.startedAt, paused: null, stopping: null, ended: null, steps };
}

export function stepState(state: ProcessState, id: string): StepState {
  return state.steps.get(id) ?? NOT_BEGUN;
}

export function statusOf(state: ProcessState): ProcessStatus {
  if (state.ended) return state.ended.as;
  let waits = false;
  for (const { status, question } of state.steps.values()) {
    // The world is asked what became of it, then the operator: until then nobody can say anything to it.
    if (status === 'running' || (status === 'unknown' && question === null)) return 'running';
    if (question !== null) waits = true;
  }
  if (state.paused) return 'paused';
  return waits ? 'waiting' : 'running';
}

/** The state after something happened. The map of steps is shared with the state before: only one may go on. */
export function apply(state: ProcessState, event: ProcessEvent): ProcessState {
  const after = { ...state, touchedAt: event.at };
  switch (event.type) {
    case 'adopted':
      return after;
    case 'paused':
      return { ...after, paused: { by: event.by, why: event.why } };
    case 'resumed':
      return { ...after, paused: null };
    case 'stopping':
      return { ...after, stopping: { as: event.as, why: event.why, takesBack: event.takesBack } };
    case 'reopened':
      return { ...after, stopping: null, ended: null };
    case 'ended':
      return { ...after, ended: { as: event.as, why: event.why, at: event.at } };
    default: {
      const steps = state.steps instanceof Map ? state.steps : new Map(state.steps);
      steps.set(event.step, applyToStep(stepState(state, event.step), event));
      return { ...after, steps };
    }
  }
}

type StepEvent = Extract<ProcessEvent, { step: string }>;

function applyToStep(step: StepState, event: StepEvent): StepState {
  const { at } = event;
  switch (event.type) {
    case 'step.intent':
      return {
        ...step,
        status: 'running',
        attempts: event.attempt,
        begunAt: step.begunAt ?? at,
        timedFrom: step.timedFrom ?? at,
        endedAt: null,
        dueAt: null,
        question: null,
      };
    case 'step.result': {
      const { words, output, evidence, inverse } = event;
      // However it came to that: what it asked before is answered by it.
      const told = { ...step, words, output, evidence, inverse, question: null, answer: null };
      // What could not even be prepared counts as tried.
      told.attempts = Math.max(step.attempts, event.attempt);
      return event.retryAt === null
        ? { ...told, status: event.status, endedAt: at }
        : { ...told, status: 'pending', dueAt: event.retryAt };
    }
    case 'step.asked':
      return {
        ...step,
        // Of what nobody knows is asked, and it stays what it is until somebody answers.
        status: event.question.kind === 'unknown' ? 'unknown' : 'waiting',
        words: event.question.text,
        question: event.question,
        // What was said to the question before is no answer to this one.
        answer: null,
      };
    case 'step.answered':
      return { ...step, status: 'pending', question: null, answer: event.answer, timedFrom: null };
    case 'step.skipped':
      return { ...step, status: 'skipped', words: event.why, question: null, endedAt: at };
    case 'step.reopened':
      return {
        ...step,
        status: 'pending',
        words: event.why,
        dueAt: null,
        timedFrom: null,
        question: null,
        answer: null,
        endedAt: null,
      };
  }
}
