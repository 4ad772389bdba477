import { judge } from './condition.ts';
import { type ProcessDefinition, type StepDefinition, stepsOf, UNDO } from './definition.ts';
import { type ProcessState, type StepState, stepState } from './state.ts';
import type { Scope } from './template.ts';

/** What is to be done next with a process. */
export type Move =
  | { do: 'begin'; step: StepDefinition }
  | { do: 'skip'; step: StepDefinition; why: string }
  /** Nobody can tell whether it is to be done. */
  | { do: 'judge'; step: StepDefinition }
  /** Nothing further than what is under way. */
  | { do: 'stop'; why: string; takesBack: boolean }
  | { do: 'end'; as: 'succeeded' | 'failed' | 'aborted'; why: string };

export interface Plan {
  moves: Move[];
  /** When something falls due by itself, epoch milliseconds; null when nothing does. */
  wakeAt: number | null;
}

const NOTHING: Plan = { moves: [], wakeAt: null };

/** Follows from what is defined and what happened, and from nothing else. */
export function plan(definition: ProcessDefinition, state: ProcessState, now: number): Plan {
  if (state.ended) return NOTHING;
  if (state.stopping) return planStop(definition, state, state.stopping, now);

  const failed = definition.steps.find(
    ({ id, onFailure }) => onFailure !== 'continue' && stepState(state, id).status === 'failed',
  );
  if (failed) {
    const { words } = stepState(state, failed.id);
    const why = `${failed.title}: ${words ?? 'failed'}`;
    return { ...NOTHING, moves: [{ do: 'stop', why, takesBack: failed.onFailure === 'compensate' }] };
  }
  if (state.paused) return NOTHING;
  const scope = scopeOf(state);
  const moves: Move[] = [];
  let wakeAt: number | null = null;
  let isOpen = false;
  for (const step of definition.steps) {
    const of = stepState(state, step.id);
    if (isSettled(of)) continue;
    isOpen = true;
    if (of.status !== 'pending' || !step.needs.every((need) => isSettled(stepState(state, need)))) continue;
    if (of.dueAt !== null && of.dueAt > now) {
      wakeAt = Math.min(wakeAt ?? of.dueAt, of.dueAt);
      continue;
    }
    moves.push(moveTo(step, of, scope));
  }
  if (!isOpen) moves.push(endOf(definition, state));
  return { moves, wakeAt };
}

function moveTo(step: StepDefinition, of: StepState, scope: Scope): Move {
  // An answer says what the condition could not, and an attempt was made on its word.
  if (of.answer?.choice === 'skip') return { do: 'skip', step, why: skippedBy(of.answer.by, of.answer.note) };
  if (step.when === undefined || of.answer !== null || of.attempts > 0) return { do: 'begin', step };
  const judgement = judge(step.when, scope);
  if (judgement === 'unknown') return { do: 'judge', step };
  return judgement ? { do: 'begin', step } : { do: 'skip', step, why: 'Its condition does not hold' };
}

/** What is under way ends first; then what was done is taken back, the last first, one after the other. */
function planStop(
  definition: ProcessDefinition,
  state: ProcessState,
  { as, why, takesBack }: NonNullable<ProcessState['stopping']>,
  now: number,
): Plan {
  const states = [...state.steps.values()];
  if (states.some(({ status }) => status === 'running')) return NOTHING;
  const end: Plan = { moves: [{ do: 'end', as, why: endWords(definition, state, why) }], wakeAt: null };
  if (!takesBack) return end;
  // Whether there is something to take back has to be known first.
  if (states.some(({ status }) => status === 'unknown' || status === 'waiting')) return NOTHING;
  // What is to turn back by itself does so while a person has it pause, too.
  if (state.paused && definition.unattended !== true) return NOTHING;
  const all = stepsOf(definition);
  const done = definition.steps
    .filter(({ id }) => all.has(UNDO + id) && stepState(state, id).status === 'succeeded')
    // Of what ended in the same moment the later one first; the sort leaves them so.
    .reverse()
    .sort((a, b) => (stepState(state, b.id).endedAt ?? 0) - (stepState(state, a.id).endedAt ?? 0));
  for (const { id } of done) {
    const undo = all.get(UNDO + id);
    const of = stepState(state, UNDO + id);
    if (undo === undefined || isSettled(of)) continue;
    if (of.dueAt !== null && of.dueAt > now) return { moves: [], wakeAt: of.dueAt };
    return { moves: [moveTo(undo, of, scopeOf(state))], wakeAt: null };
  }
  return end;
}

function endOf(definition: ProcessDefinition, state: ProcessState): Move {
  const failed = definition.steps.filter(({ id }) => stepState(state, id).status === 'failed');
  const [first] = failed;
  if (first === undefined) return { do: 'end', as: 'succeeded', why: 'Every step was done or skipped' };
  const words = stepState(state, first.id).words ?? 'failed';
  const others = failed.length > 1 ? ` and ${failed.length - 1} more` : '';
  return { do: 'end', as: 'failed', why: `${first.title}: ${words}${others}` };
}

function endWords(definition: ProcessDefinition, state: ProcessState, why: string): string {
  const count = (prefix: boolean, status: StepState['status']) =>
    [...state.steps].filter(([id, of]) => id.startsWith(UNDO) === prefix && of.status === status).length;
  const unknown = count(false, 'unknown');
  const takenBack = count(true, 'succeeded');
  const notTakenBack = count(true, 'failed');
  const left = definition.steps.filter(({ id }) => !isSettled(stepState(state, id))).length;
  return [
    why,
    takenBack > 0 && `${takenBack} taken back`,
    notTakenBack > 0 && `${notTakenBack} could not be taken back`,
    unknown > 0 && `of ${unknown} it is not known whether it was done`,
    left > 0 && takenBack === 0 && `${left} of ${definition.steps.length} steps not done`,
  ]
    .filter((part) => part !== false)
    .join('; ');
}

function isSettled({ status }: StepState): boolean {
  return status === 'succeeded' || status === 'skipped' || status === 'failed';
}

function skippedBy(by: string, note: string): string {
  return note === '' ? `${by} skipped it` : `${by} skipped it: ${note}`;
}

/** What templates and conditions of a process stand for at this moment. */
export function scopeOf(state: ProcessState): Scope {
  return {
    parameters: state.parameters,
    steps(id) {
      const step = state.steps.get(id);
      // Of what is still to be tried nothing is known, whatever its last attempt gave.
      return step && isSettled(step) ? { status: step.status, output: step.output } : undefined;
    },
    run: { id: state.id, startedAt: new Date(state.startedAt).toISOString(), startedBy: state.startedBy },
  };
}
