import { createHash } from 'node:crypto';
import type { Redactor } from '../../kernel/redaction.ts';
import { canonicalize, type JsonValue } from '../../store/journal/canonical.ts';
import type {
  ProcessProgress,
  ProcessRecords,
  StoredProcess,
  StoredStep,
} from '../../store/processes/index.ts';
import { condense } from '../condense.ts';
import { definitionHash, type ProcessDefinition, type StepDefinition, stepsOf } from './definition.ts';
import { eventWords, type ProcessEvent } from './events.ts';
import { type Agreement, apply, newState, type ProcessState, type StepState, stepState } from './state.ts';
import { withTitles } from './titles.ts';

/** What processes need of the journal: entries are durable when `appendAll` returns. */
export interface ProcessJournal {
  appendAll(entries: readonly ProcessEntry[]): readonly { index: number }[];
  /** The newest entries first, at most so many. */
  newest(most: number): Iterable<{ index: number; kind: string; subject: string; data: JsonValue }>;
}

interface ProcessEntry {
  /** Epoch milliseconds. */
  at: number;
  actor: string;
  /** `process.started`, `process.step.intent` …: `process.` and the event's type. */
  kind: string;
  /** `runbook 6f3c…`: the process's kind and id. */
  subject: string;
  summary: string;
  data: JsonValue;
}

/** A process with what became of it, in memory. */
export interface Recorded {
  id: string;
  subject: string;
  definition: ProcessDefinition;
  steps: ReadonlyMap<string, StepDefinition>;
  state: ProcessState;
  /** Of the last entry that is in `state`. */
  journalIndex: number;
}

export interface NewProcess {
  id: string;
  definition: ProcessDefinition;
  parameters: ProcessState['parameters'];
  agreement: Agreement;
  at: number;
  by: string;
}

/** Writes what happens to processes, first to the journal, then to the store, and reads it back. */
export interface Recording {
  /** An event as it may be kept: no secret, and nothing large but by its size and hash. */
  clean(event: ProcessEvent): ProcessEvent;
  start(process: NewProcess): Recorded;
  /**
   * Writes events that `of.state` has in it already.
   *
   * @throws OperatorError when the journal or the store cannot be written; then nothing is, or it is in the journal
   */
  write(of: Recorded, events: readonly ProcessEvent[]): void;
  /** As it is kept, brought up to what the journal knows. Undefined when nobody knows it. */
  load(row: StoredProcess): Recorded | undefined;
}

/** What other processes journal between what the store lost and the next start is never more than this. */
const MOST_LOOKED_AT = 10_000;

export function createRecording(options: {
  journal: ProcessJournal;
  records: ProcessRecords;
  redactor: Redactor;
  owner: { processId: number; host: string };
}): Recording {
  const { journal, records, redactor, owner } = options;

  const entryOf = (of: Pick<Recorded, 'id' | 'subject' | 'steps'>, event: ProcessEvent): ProcessEntry => ({
    at: event.at,
    actor: event.by,
    kind: `process.${event.type}`,
    subject: of.subject,
    summary: eventWords(event, (step) => of.steps.get(step)?.title ?? step),
    data: asJson({ process: of.id, event }),
  });

  const progressOf = ({ id, state, journalIndex }: Recorded): ProcessProgress => ({
    id,
    touchedAt: state.touchedAt,
    paused: textOf(state.paused),
    stopping: textOf(state.stopping),
    ended: textOf(state.ended),
    endedAt: state.ended?.at ?? null,
    journalIndex,
  });

  const save = (of: Recorded, events: readonly ProcessEvent[]) => {
    const changed = new Set(events.flatMap((event) => ('step' in event ? [event.step] : [])));
    records.save(
      progressOf(of),
      [...changed].map((step) => ({ step, state: JSON.stringify(stepState(of.state, step)) })),
    );
  };

  return {
    clean(event) {
      const cleaned = redactor.data(event);
      if (cleaned.type === 'step.intent') return { ...cleaned, input: condense(cleaned.input) };
      if (cleaned.type !== 'step.result') return cleaned;
      const output = condense(cleaned.output);
      const evidence = { ...cleaned.evidence, outputSha256: sha256(cleaned.output) };
      return { ...cleaned, output, evidence: cleaned.output === null ? cleaned.evidence : evidence };
    },
    start({ id, definition, parameters, agreement, at, by }) {
      const hash = definitionHash(definition);
      const subject = `${definition.kind} ${id}`;
      const { kind, name, title } = definition;
      const kept = redactor.data(parameters);
      const started = { process: id, definitionHash: hash, kind, name, title, parameters: kept, agreement };
      const [entry] = journal.appendAll([
        {
          at,
          actor: by,
          kind: 'process.started',
          subject,
          summary: `Started: ${title}`,
          data: condense({ ...started, definition }),
        },
      ]);
      const journalIndex = entry?.index ?? -1;
      const of = { id, definitionHash: hash, parameters: kept, agreement, startedAt: at, startedBy: by };
      records.insert(
        {
          ...{ ...of, kind, name, title, parameters: JSON.stringify(kept), touchedAt: at, journalIndex },
          ...{ paused: null, stopping: null, ended: null, endedAt: null },
        },
        JSON.stringify(definition),
        owner,
      );
      const named = withTitles(definition, kept);
      return {
        id,
        subject,
        definition: named,
        steps: stepsOf(named),
        state: newState(of, named),
        journalIndex,
      };
    },
    write(of, events) {
      const entries = journal.appendAll(events.map((event) => entryOf(of, event)));
      of.journalIndex = entries.at(-1)?.index ?? of.journalIndex;
      save(of, events);
    },
    load(row) {
      const text = records.definition(row.definitionHash);
      if (text === undefined) return undefined;
      const parameters: ProcessState['parameters'] = JSON.parse(row.parameters);
      const definition = withTitles(JSON.parse(text), parameters);
      const { id, definitionHash: hash, agreement, startedAt, startedBy } = row;
      const fresh = newState(
        { id, definitionHash: hash, parameters, agreement, startedAt, startedBy },
        definition,
      );
      const of: Recorded = {
        id,
        subject: `${row.kind} ${id}`,
        definition,
        steps: stepsOf(definition),
        state: {
          ...fresh,
          touchedAt: row.touchedAt,
          paused: parsed(row.paused),
          stopping: parsed(row.stopping),
          ended: parsed(row.ended),
          steps: new Map([...fresh.steps, ...records.steps(id).map(readStep)]),
        },
        journalIndex: row.journalIndex,
      };
      // Whoever ended it and let go of it had recorded all of it.
      const isClosed = row.endedAt !== null && row.ownerProcess === null;
      const missing = isClosed ? [] : eventsAfter(journal, of);
      for (const { event } of missing) of.state = apply(of.state, event);
      of.journalIndex = missing.at(-1)?.index ?? of.journalIndex;
      if (missing.length > 0)
        save(
          of,
          missing.map(({ event }) => event),
        );
      return of;
    },
  };
}

/** What the journal has of a process and the store lost, as after a power cut. */
function eventsAfter(journal: ProcessJournal, of: Recorded): { index: number; event: ProcessEvent }[] {
  const found: { index: number; event: ProcessEvent }[] = [];
  for (const { index, subject, data } of journal.newest(MOST_LOOKED_AT)) {
    if (index <= of.journalIndex) break;
    const event = subject === of.subject ? eventIn(data) : undefined;
    if (event) found.push({ index, event });
  }
  return found.reverse();
}

/** The event that an entry of the journal tells of; undefined when it tells of something else. */
export function eventIn(data: JsonValue): ProcessEvent | undefined {
  if (typeof data !== 'object' || data === null || !('event' in data)) return undefined;
  // Written by `entryOf`, and vouched for by the journal.
  const { event }: { event?: unknown } = data;
  return isEvent(event) ? event : undefined;
}

function isEvent(value: unknown): value is ProcessEvent {
  return typeof value === 'object' && value !== null && 'type' in value && 'at' in value;
}

function readStep({ step, state }: StoredStep): [string, StepState] {
  return [step, JSON.parse(state)];
}

function parsed<T>(text: string | null): T | null {
  return text === null ? null : JSON.parse(text);
}

function textOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** Without what JSON leaves out. */
function asJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value));
}

function sha256(value: JsonValue): string {
  return createHash('sha256').update(canonicalize(value)).digest('hex');
}
