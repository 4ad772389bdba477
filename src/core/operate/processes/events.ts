import type { JsonValue } from '../../store/journal/canonical.ts';
import type { Inverse } from '../operation.ts';
import type { Question } from './action.ts';
import type { JsonObject } from './definition.ts';

/**
 * Everything that happens to a process after its start. What it is follows from these alone: they are in the
 * journal, each written before anything is done that goes by it. `at` is epoch milliseconds.
 */
export type ProcessEvent = { at: number; by: string } & (
  | { type: 'step.intent'; step: string; attempt: number; input: JsonValue }
  | {
      type: 'step.result';
      step: string;
      attempt: number;
      status: 'succeeded' | 'failed' | 'unknown';
      words: string;
      output: JsonValue;
      evidence: JsonObject | null;
      inverse: Inverse | null;
      /** When it is tried again; null when it is not, by itself. */
      retryAt: number | null;
    }
  | { type: 'step.asked'; step: string; question: Question }
  | { type: 'step.answered'; step: string; answer: Answer }
  | { type: 'step.skipped'; step: string; why: string }
  /** It is done once more: a read that was cut short, or because the operator says so. */
  | { type: 'step.reopened'; step: string; why: string }
  | { type: 'paused'; why: string }
  | { type: 'resumed'; why: string }
  | { type: 'stopping'; as: 'failed' | 'aborted'; why: string; takesBack: boolean }
  /** It had ended, and goes on at a step that the operator tries again. */
  | { type: 'reopened'; why: string }
  | { type: 'ended'; as: 'succeeded' | 'failed' | 'aborted'; why: string }
  /** Another process of this machine, or another machine, goes on with it. */
  | { type: 'adopted'; why: string }
);

/** What a person answered to a question. */
export interface Answer {
  /** Of the question's choices. */
  choice: string;
  note: string;
  by: string;
  /** Of what was agreed to. */
  hash?: string;
}

/** One sentence for the journal. */
export function eventWords(event: ProcessEvent, title: (step: string) => string): string {
  switch (event.type) {
    case 'step.intent':
      return event.attempt === 1
        ? `Begin: ${title(event.step)}`
        : `Begin, attempt ${event.attempt}: ${title(event.step)}`;
    case 'step.result': {
      const words = { succeeded: 'Done', failed: 'Failed', unknown: 'Not known whether it was done' };
      return `${words[event.status]}: ${title(event.step)}: ${event.words}`;
    }
    case 'step.asked':
      return `Waits for a person: ${title(event.step)}: ${event.question.text}`;
    case 'step.answered':
      return `Answered "${event.answer.choice}": ${title(event.step)}${event.answer.note && `: ${event.answer.note}`}`;
    case 'step.skipped':
      return `Skipped: ${title(event.step)}: ${event.why}`;
    case 'step.reopened':
      return `Once more: ${title(event.step)}: ${event.why}`;
    case 'paused':
      return `Paused: ${event.why}`;
    case 'resumed':
      return `Goes on: ${event.why}`;
    case 'stopping':
      return event.takesBack ? `Stops and takes back: ${event.why}` : `Stops: ${event.why}`;
    case 'reopened':
      return `Goes on after its end: ${event.why}`;
    case 'ended':
      return `Ended, ${event.as}: ${event.why}`;
    case 'adopted':
      return `Gone on with after an interruption: ${event.why}`;
  }
}
