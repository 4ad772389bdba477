import type { StoredProcess } from '../../store/processes/index.ts';
import type { Risk } from '../operation.ts';
import type { OwnerState } from '../target-locks.ts';
import type { Question } from './action.ts';
import type { JsonObject, StepDefinition } from './definition.ts';
import { UNDO } from './definition.ts';
import type { Driver } from './driver.ts';
import type { ProgressLine } from './output.ts';
import type { Recorded } from './recording.ts';
import {
  type Agreement,
  type ProcessStatus,
  type StepState,
  type StepStatus,
  statusOf,
  stepState,
} from './state.ts';

/** A process as it is listed. `interrupted`: it has not ended, and nobody drives it. Times are epoch milliseconds. */
export interface ProcessSummary {
  id: string;
  kind: string;
  name: string;
  title: string;
  definitionHash: string;
  status: ProcessStatus | 'interrupted';
  /** Why it is as it is, in one sentence; null while it simply runs. */
  why: string | null;
  /** Why nothing of it can be recorded, so that it stands still; null where it can, or another process drives it. */
  trouble: string | null;
  startedAt: number;
  startedBy: string;
  touchedAt: number;
  endedAt: number | null;
  /** Who drives it; null when it has ended or nobody does. */
  owner: { processId: number; host: string; state: OwnerState } | null;
  /** Steps that are behind it, of all there are; what takes back is not counted. */
  progress: { done: number; total: number };
  /** The first step that waits for a person, and for what; null when none does. */
  asks: { step: string; title: string; kind: Question['kind'] } | null;
}

export interface ProcessView extends ProcessSummary {
  /** Of its gravest step. */
  risk: Risk;
  parameters: JsonObject;
  agreement: Agreement;
  /** It is paused, or will be once what is under way has ended. */
  isPaused: boolean;
  /** Nothing further is begun, except what takes back. */
  isStopping: boolean;
  steps: StepView[];
  /** Of the steps under way, the latest. */
  lines: readonly ProgressLine[];
  /** As of when they are, epoch milliseconds; null where this process drives it: as of now. */
  linesAt: number | null;
}

export interface StepView {
  id: string;
  title: string;
  action: string;
  status: StepStatus;
  attempts: number;
  begunAt: number | null;
  endedAt: number | null;
  /** When it is tried again. */
  dueAt: number | null;
  words: string | null;
  question: Question | null;
  state: StepState;
  definition: StepDefinition;
}

export function summaryOf(
  row: StoredProcess,
  of: Recorded,
  owner: ProcessSummary['owner'],
  driver: Pick<Driver, 'trouble' | 'looks'> | undefined,
): ProcessSummary {
  const { id, kind, name, title, definitionHash, startedAt, startedBy } = row;
  const { state } = of;
  const found = statusOf(state);
  const status = found === 'waiting' && driver?.looks() ? 'running' : found;
  const isDriven = owner !== null && owner.state !== 'dead';
  return {
    ...{ id, kind, name, title, definitionHash, startedAt, startedBy },
    // What waits for a person waits for whoever comes.
    status: status === 'running' && !isDriven ? 'interrupted' : status,
    why: driver?.trouble() ?? whyOf(of, isDriven),
    trouble: driver?.trouble() ?? null,
    touchedAt: state.touchedAt,
    endedAt: state.ended?.at ?? null,
    owner: state.ended ? null : owner,
    progress: progressOf(of),
    asks: asksOf(of),
  };
}

/** What has ended and nobody drives stays as it is: lists are asked for often, and its steps may be many. */
export function rememberingEnded(
  summary: (row: StoredProcess) => ProcessSummary,
): (row: StoredProcess) => ProcessSummary {
  const ended = new Map<string, { journalIndex: number; summary: ProcessSummary }>();
  return (row) => {
    const { id, endedAt, ownerProcess, journalIndex } = row;
    if (endedAt === null || ownerProcess !== null) {
      ended.delete(id);
      return summary(row);
    }
    const known = ended.get(id);
    if (known?.journalIndex === journalIndex) return known.summary;
    const made = summary(row);
    ended.set(id, { journalIndex, summary: made });
    return made;
  };
}

function progressOf({ state, definition: { steps } }: Recorded): ProcessSummary['progress'] {
  const done = steps.filter(({ id }) => ENDED.has(stepState(state, id).status)).length;
  return { done, total: steps.length };
}

const ENDED: ReadonlySet<StepStatus> = new Set(['succeeded', 'failed', 'skipped']);

function asksOf({ state, steps }: Recorded): ProcessSummary['asks'] {
  if (state.ended) return null;
  for (const { id, title } of steps.values()) {
    const { question } = stepState(state, id);
    if (question) return { step: id, title, kind: question.kind };
  }
  return null;
}

function whyOf({ state, steps }: Recorded, isDriven: boolean): string | null {
  if (state.ended) return state.ended.why;
  if (state.paused) {
    const { by, why } = state.paused;
    const pauses =
      statusOf(state) === 'running' ? 'It pauses when the step under way has ended; asked for' : 'Paused';
    return `${pauses} by ${by}: ${why}`;
  }
  for (const { id, title } of steps.values()) {
    const { question } = stepState(state, id);
    if (question) return `${title}: ${question.text}`;
  }
  if (state.stopping) return state.stopping.why;
  return isDriven ? null : 'Whoever drove it is gone: it goes on when somebody resumes it';
}

/** In the order of the definition; what takes a step back only once it has begun. */
export function stepViews({ steps, state }: Recorded): StepView[] {
  return [...steps.values()].flatMap((step: StepDefinition) => {
    const of = stepState(state, step.id);
    if (step.id.startsWith(UNDO) && of.status === 'pending' && of.attempts === 0) return [];
    const { status, attempts, begunAt, endedAt, dueAt, words, question } = of;
    const { id, title, action } = step;
    return [
      {
        id,
        title,
        action,
        status,
        attempts,
        begunAt,
        endedAt,
        dueAt,
        words,
        question,
        state: of,
        definition: step,
      },
    ];
  });
}
