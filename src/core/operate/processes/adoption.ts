import { fieldAt } from '../../connect/kubernetes/fields.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import type { ActionKind } from './action.ts';
import { UNDO } from './definition.ts';
import type { ProcessEvent } from './events.ts';
import type { ProcessJournal, Recorded } from './recording.ts';
import { stepState } from './state.ts';

/** After so long nobody can be sure that the world is still the one it was agreed for. */
export const STALE_AFTER_MS = 15 * 60_000;
/** What other processes journal while a step is under way is never more than this. */
const MOST_LOOKED_AT = 10_000;

/** What the journal knows of a change that a step had under way: `not-sent` when it never got so far. */
type Fate = 'not-sent' | 'done' | 'failed' | 'unknown';

/**
 * What becomes of a process whose driver is no more: a read that was cut short is done again; of a change that was,
 * the journal says whether it was sent, and where nobody knows the operator is asked. What lay for long waits
 * for somebody to look at it.
 */
export function adoptionEvents(
  of: Recorded,
  options: {
    action: (name: string) => ActionKind | undefined;
    journal: ProcessJournal;
    now: number;
    by: string;
    /** `process 4711 ended`. */
    why: string;
  },
): ProcessEvent[] {
  const { action, now: at, by, why } = options;
  const events: ProcessEvent[] = [{ at, by, type: 'adopted', why }];
  for (const [id, step] of of.steps) {
    const { status, attempts } = stepState(of.state, id);
    if (status !== 'running') continue;
    const reopen = (words: string) => events.push({ at, by, type: 'step.reopened', step: id, why: words });
    const result = (of_: 'succeeded' | 'failed' | 'unknown', words: string) =>
      events.push({
        ...{ at, by, type: 'step.result', step: id, attempt: attempts, status: of_, words },
        ...{ output: null, evidence: null, inverse: null, retryAt: null },
      });
    if (action(step.action)?.risk === 'read') {
      reopen(`${why} while it was looked at`);
      continue;
    }
    const { fate, words } = fateOf(options.journal, { process: of.id, step: id, attempt: attempts });
    switch (fate) {
      case 'not-sent':
        reopen(`${why} before anything was sent`);
        break;
      case 'done':
        result('succeeded', words ?? 'It was done; its effect was not looked at');
        break;
      case 'failed':
        result('failed', words ?? 'Not done');
        break;
      case 'unknown':
        result('unknown', `${why} in the middle of it`);
    }
  }
  // A step that was under way tells what was missed; between two steps nobody does.
  const tellsItself = of.definition.unattended === true && events.length > 1;
  const lain = at - of.state.touchedAt;
  const isOpen = of.definition.steps.some(
    ({ id }) => !id.startsWith(UNDO) && stepState(of.state, id).status === 'pending',
  );
  if (lain > STALE_AFTER_MS && isOpen && of.state.paused === null && !tellsItself) {
    events.push({
      at,
      by,
      type: 'paused',
      why: `nobody went on with it for ${Math.round(lain / 60_000)} min: look first`,
    });
  }
  return events;
}

/** The door journals whose part an operation was: the newest entries tell, last word first. */
function fateOf(
  journal: ProcessJournal,
  within: { process: string; step: string; attempt: number },
): { fate: Fate; words: string | null } {
  const results = new Map<string, { fate: Fate; words: string | null }>();
  for (const { kind, data } of journal.newest(MOST_LOOKED_AT)) {
    const operation = fieldAt(data, 'operationId');
    if (kind === 'operation.result' && typeof operation === 'string') {
      results.set(operation, { fate: fateIn(fieldAt(data, 'result')), words: null });
    }
    if (kind === 'operation.intent' && isWithin(data, within)) {
      // Without a result it was not settled yet: whoever sent it may still be waiting for an answer.
      return (typeof operation === 'string' && results.get(operation)) || { fate: 'unknown', words: null };
    }
    if (kind === 'process.step.intent' && isIntentOf(data, within)) return { fate: 'not-sent', words: null };
  }
  return { fate: 'unknown', words: null };
}

function fateIn(result: unknown): Fate {
  return result === 'done' ? 'done' : result === 'failed' ? 'not-sent' : 'unknown';
}

function isWithin(
  data: JsonValue,
  { process, step, attempt }: { process: string; step: string; attempt: number },
) {
  const found = fieldAt(data, 'within');
  return (
    fieldAt(found, 'process') === process &&
    fieldAt(found, 'step') === step &&
    fieldAt(found, 'attempt') === attempt
  );
}

function isIntentOf(
  data: JsonValue,
  { process, step, attempt }: { process: string; step: string; attempt: number },
) {
  const event = fieldAt(data, 'event');
  return (
    fieldAt(data, 'process') === process &&
    fieldAt(event, 'step') === step &&
    fieldAt(event, 'attempt') === attempt
  );
}
