import { OperatorError } from '../../kernel/errors.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import type { ProcessRecords, StoredProcess } from '../../store/processes/index.ts';
import type { ActionKind } from './action.ts';
import { gravest } from './gravest.ts';
import { eventIn, type Recorded, type Recording } from './recording.ts';
import { apply, newState } from './state.ts';
import { type ProcessSummary, type ProcessView, stepViews, summaryOf } from './view.ts';

/** How processes stood at a moment, epoch milliseconds: what the journal had of them by then, and nothing later. */
export interface PastProcesses {
  /** Those that had begun, the newest first. */
  list(at: number): Promise<ProcessSummary[]>;
  /** @throws OperatorError `not-found` when there was no such process yet */
  get(id: string, at: number): Promise<ProcessView>;
}

const MOST = 200;
const PAGE = 1000;
/** Who drove it then is not in the journal; that somebody did is what its events say. */
const SOMEBODY = { processId: 0, host: '', state: 'alive' } as const;

export function createPastProcesses(options: {
  records: ProcessRecords;
  recording: Pick<Recording, 'load'>;
  journal: {
    list(
      filter: { subject: string; until: number },
      page: { limit: number; before?: number },
    ): Promise<{ items: readonly { index: number; data: JsonValue }[] }>;
  };
  actions: (name: string) => ActionKind | undefined;
}): PastProcesses {
  const { records, recording, journal, actions } = options;

  /** The latest first, in the journal as here: they are put in their order at the end. */
  const eventsUntil = async (subject: string, at: number) => {
    const found = [];
    for (let before: number | undefined; ; ) {
      const page = { limit: PAGE, ...(before === undefined ? {} : { before }) };
      const { items } = await journal.list({ subject, until: at + 1 }, page);
      for (const { data } of items) found.push(eventIn(data) ?? []);
      before = items.at(-1)?.index;
      if (items.length < PAGE || before === undefined) return found.flat().reverse();
    }
  };

  const recordedAt = async (row: StoredProcess, at: number): Promise<Recorded | undefined> => {
    const of = recording.load(row);
    // It had ended by then, and nothing happened to it since.
    if (of === undefined || (row.endedAt !== null && row.touchedAt <= at)) return of;
    const { id, definitionHash, parameters, agreement, startedAt, startedBy } = of.state;
    let state = newState({ id, definitionHash, parameters, agreement, startedAt, startedBy }, of.definition);
    for (const event of await eventsUntil(of.subject, at)) state = apply(state, event);
    return { ...of, state };
  };

  const summary = (row: StoredProcess, of: Recorded): ProcessSummary => ({
    ...summaryOf(row, of, SOMEBODY, undefined),
    owner: null,
  });

  return {
    async list(at) {
      const found: ProcessSummary[] = [];
      for (const row of records.begunBy(at, MOST)) {
        const of = await recordedAt(row, at);
        if (of) found.push(summary(row, of));
      }
      return found;
    },
    async get(id, at) {
      const row = records.get(id);
      const of = row && row.startedAt <= at ? await recordedAt(row, at) : undefined;
      if (!row || !of) throw new OperatorError('not-found', `There was no run ${id} yet`);
      const { parameters, agreement, paused, stopping } = of.state;
      const told = { lines: [], linesAt: null, isPaused: paused !== null, isStopping: stopping !== null };
      const risk = gravest(of.definition, actions);
      return { ...summary(row, of), risk, parameters, agreement, steps: stepViews(of), ...told };
    },
  };
}
