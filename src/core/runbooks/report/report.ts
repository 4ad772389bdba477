import { fieldAt } from '../../connect/kubernetes/fields.ts';
import { instantOf, toIso } from '../../kernel/clock.ts';
import type { ProcessView } from '../../operate/processes/index.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import type { Entry } from '../../store/journal/entry.ts';

/** What a run did, as it is handed to somebody who was not there. Times are ISO 8601, UTC. */
export interface RunReport {
  runId: string;
  runbook: string;
  title: string;
  /** SHA-256 of the definition that was run. */
  definitionHash: string;
  parameters: ProcessView['parameters'];
  status: ProcessView['status'];
  why: string | null;
  startedAt: string;
  startedBy: string;
  endedAt: string | null;
  agreement: ProcessView['agreement'];
  steps: ReportedStep[];
  /** Who answered what, in order. */
  answers: { at: string; by: string; step: string; choice: string; note: string; entry: number }[];
  journal: {
    origin: string | null;
    entries: { index: number; at: string; actor: string; kind: string; summary: string; leafHash: string }[];
    /** The newest signed one, and how many of the entries it covers. */
    checkpoint: { size: number; signedAt: string | null; covers: number } | null;
  };
  generatedAt: string;
}

export interface ReportedStep {
  id: string;
  title: string;
  action: string;
  status: ProcessView['steps'][number]['status'];
  attempts: number;
  startedAt: string | null;
  endedAt: string | null;
  words: string | null;
  /** What it tells for reading, as far as a page has room; null when it tells nothing. */
  lines: { shown: string[]; total: number } | null;
  /** All that it gave, as text; null when it gave none. */
  output: { text: string; bytes: number; isCut: boolean } | null;
  /** As it was recorded, hashes among it. */
  evidence: JsonValue;
}

/** A page of paper has about so many; all of it is in the store, under its hash. */
export const MOST_OUTPUT = 4_000;

/**
 * @param entries the journal's about this run, in their order
 * @param status of the journal: what its newest checkpoint covers
 */
export function reportOf(
  view: ProcessView,
  entries: readonly Entry[],
  status: { origin: string | null; checkpoint: { size: number; at: string | null } | null },
  generatedAt: number,
): RunReport {
  const titles = new Map(view.steps.map(({ id, title }) => [id, title]));
  const { checkpoint } = status;
  return {
    runId: view.id,
    runbook: view.name,
    title: view.title,
    definitionHash: view.definitionHash,
    parameters: view.parameters,
    status: view.status,
    why: view.why,
    startedAt: toIso(view.startedAt),
    startedBy: view.startedBy,
    endedAt: instantOf(view.endedAt),
    agreement: view.agreement,
    steps: view.steps.map(reportedStep),
    answers: entries.flatMap((entry) => answerIn(entry, titles)),
    journal: {
      origin: status.origin,
      entries: entries.map(({ index, at, actor, kind, summary, leafHash }) => ({
        ...{ index, at, actor, kind, summary, leafHash },
      })),
      checkpoint: checkpoint && {
        size: checkpoint.size,
        signedAt: checkpoint.at,
        covers: entries.filter(({ index }) => index < checkpoint.size).length,
      },
    },
    generatedAt: toIso(generatedAt),
  };
}

function reportedStep(step: ProcessView['steps'][number]): ReportedStep {
  const { id, title, action, status, attempts, words, state } = step;
  return {
    ...{ id, title, action, status, attempts, words },
    startedAt: instantOf(step.begunAt),
    endedAt: instantOf(step.endedAt),
    lines: toldLines(state.output),
    output: state.output === null ? null : capped(state.output),
    evidence: state.evidence,
  };
}

function toldLines(output: JsonValue): ReportedStep['lines'] {
  const lines = fieldAt(output, 'lines');
  const texts = Array.isArray(lines) ? lines.filter((line) => typeof line === 'string') : [];
  if (texts.length === 0) return null;
  let room = MOST_OUTPUT;
  const shown: string[] = [];
  for (const text of texts) {
    room -= text.length;
    if (room < 0) break;
    shown.push(text);
  }
  return { shown, total: texts.length };
}

function capped(output: JsonValue): ReportedStep['output'] {
  const text = typeof output === 'string' ? output : JSON.stringify(output, null, 2);
  const isCut = text.length > MOST_OUTPUT;
  return { text: isCut ? text.slice(0, MOST_OUTPUT) : text, bytes: Buffer.byteLength(text), isCut };
}

function answerIn({ index, at, actor, kind, data }: Entry, titles: ReadonlyMap<string, string>) {
  if (kind !== 'process.step.answered') return [];
  const step = textAt(data, 'event', 'step');
  const choice = textAt(data, 'event', 'answer', 'choice');
  const note = textAt(data, 'event', 'answer', 'note');
  const by = textAt(data, 'event', 'answer', 'by');
  return [{ at, by: by === '' ? actor : by, step: titles.get(step) ?? step, choice, note, entry: index }];
}

function textAt(data: JsonValue, ...path: readonly string[]): string {
  let value: unknown = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return '';
    value = Object.entries(value).find(([name]) => name === key)?.[1];
  }
  return typeof value === 'string' ? value : '';
}
