import { instantOf, toIso } from '../kernel/clock.ts';
import type { Call } from '../operate/operation.ts';
import type { Foresight, Question } from '../operate/processes/action.ts';
import { UNDO } from '../operate/processes/definition.ts';
import type { StepForesight } from '../operate/processes/dry-run.ts';
import type { ProcessSummary, ProcessView } from '../operate/processes/index.ts';
import type { StepView } from '../operate/processes/view.ts';
import type { JsonValue } from '../store/journal/canonical.ts';
import { loadTestOutput } from './actions/outputs.ts';
import type { CatalogueEntry } from './catalogue/index.ts';
import type { Remaining } from './remaining.ts';

/** A run as it is listed. */
export function runSummary(run: ProcessSummary) {
  const { id, name, title, status, why, startedBy, owner, progress, asks } = run;
  return {
    ...{ id, title, status, why, startedBy, asks },
    runbook: name,
    startedAt: toIso(run.startedAt),
    touchedAt: toIso(run.touchedAt),
    endedAt: instantOf(run.endedAt),
    owner: owner && { process: owner.processId, host: owner.host, state: owner.state },
    done: progress.done,
    total: progress.total,
  };
}

/**
 * A run as its dock shows it, without its steps and lines.
 *
 * @param entry the runbook it is of; undefined when that is not in the catalogue any more
 */
export function runView(
  run: ProcessView,
  entry: CatalogueEntry | undefined,
  { printed, remaining }: { printed: readonly string[]; remaining: Remaining | null },
) {
  const { risk, definitionHash, parameters, agreement, isPaused, linesAt } = run;
  return {
    ...runSummary(run),
    ...{ risk, definitionHash, agreement, isPaused },
    parameters: Object.entries(parameters).map(([name, value]) => ({
      name,
      title: entry?.parameters[name]?.title ?? name,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
    linesAt: instantOf(linesAt),
    printed: [...printed],
    remaining: remaining && { ...remaining, endsAt: instantOf(remaining.endsAt) },
  };
}

/** A step of it. What it gave is left out: that is asked for step by step. */
export function stepView(step: StepView, why: string | null) {
  const { id, title, action, status, attempts, words, question, state, definition } = step;
  const isTimed = status === 'running' && state.timedFrom !== null;
  return {
    ...{ id, title, action, why, status, attempts, words },
    isUndo: id.startsWith(UNDO),
    begunAt: instantOf(step.begunAt),
    endedAt: instantOf(step.endedAt),
    dueAt: instantOf(step.dueAt),
    deadlineAt: isTimed ? toIso((state.timedFrom ?? 0) + definition.timeoutMs) : null,
    timeoutMs: definition.timeoutMs,
    question: question && questionView(question),
    hasEvidence: state.output !== null || state.evidence !== null,
  };
}

function questionView({ kind, text, choices, recommended, minNoteLength, foresight, probed }: Question) {
  return {
    ...{ kind, text, minNoteLength },
    choices: choices.map(({ id, title }) => ({ id, title })),
    recommended: recommended ?? null,
    foresight: foresight === undefined ? null : agreedView(foresight),
    probed: probed === undefined ? null : { done: probed.done, words: probed.words },
  };
}

function agreedView({ how, words, risk, calls, diff, notes, typeToAgree, approval }: Foresight) {
  return {
    ...{ how, words, risk, diff },
    calls: calls.map(callView),
    notes: [...notes],
    typeToAgree: typeToAgree ?? null,
    approval: approval ?? null,
  };
}

/** A step of a dry run. */
export function foresightView({ calls, notes, ...step }: StepForesight) {
  return { ...step, calls: calls.map(callView), notes: [...notes] };
}

function callView({ method, path, body }: Call) {
  return { method, path, body: body === undefined ? null : JSON.stringify(body, null, 2) };
}

/** Characters of what a step gave that a screen is sent. */
const LONGEST_EVIDENCE = 100_000;

/** What a step gave, as text to be read. Undefined when there is no such step. */
export function evidenceView({ steps }: ProcessView, id: string) {
  const found = steps.find((step) => step.id === id);
  if (found === undefined) return undefined;
  const { state, action } = found;
  const output = textOf(state.output);
  const evidence = textOf(state.evidence);
  const cut = (text: string | null) => text?.slice(0, LONGEST_EVIDENCE) ?? null;
  return {
    output: cut(output),
    evidence: cut(evidence),
    isCut: [output, evidence].some((text) => (text?.length ?? 0) > LONGEST_EVIDENCE),
    load: action === 'load-test' ? (loadTestOutput.safeParse(state.output).data ?? null) : null,
  };
}

function textOf(value: JsonValue): string | null {
  if (value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
