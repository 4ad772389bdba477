import { toIso } from '../kernel/clock.ts';
import { problemOf } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Redactor } from '../kernel/redaction.ts';
import type { AlertRecords, StoredTransition } from '../store/alerts/index.ts';
import type { JsonValue } from '../store/journal/canonical.ts';
import type { Entry } from '../store/journal/entry.ts';

/** What this needs of the journal. */
export interface AlertJournal {
  append(entry: {
    at: number;
    actor: string;
    kind: string;
    subject: string;
    summary: string;
    data: JsonValue;
  }): { index: number };
  list(filter: { subject: string }, page: { limit: number }): Promise<{ items: readonly Entry[] }>;
}

/** An alert may have been answered and re-opened many times. */
const MOST_ABOUT_AN_ALERT = 500;

/** Brings transitions into the journal, each once. */
export interface Journaling {
  /** What an earlier run left between the book and the journal. Before the first `write`. */
  takeUp(): Promise<void>;
  /** What the journal lacks; what it does not take now, it is offered again. */
  write(): void;
}

export function createJournaling(options: {
  records: AlertRecords;
  journal: AlertJournal;
  redactor: Redactor;
  log: Log;
}): Journaling {
  const { records, journal, redactor, log } = options;
  let told: string | null = null;

  const entryOf = (transition: StoredTransition) => {
    const { id, alert: alertId, silence, at, kind, actor, level, words } = transition;
    const alert = alertId === null ? undefined : records.get(alertId);
    return {
      at,
      actor,
      kind: `alert.${kind}`,
      subject: subjectOf(transition),
      summary: redactor.text(words),
      data: redactor.data({
        transition: id,
        level,
        ...(silence === null ? {} : { silence }),
        ...(alert === undefined
          ? {}
          : {
              alert: alert.id,
              ...{
                name: alert.name,
                labels: alert.labels,
                annotations: alert.annotations,
                value: alert.value,
              },
              ...{ group: alert.group, file: alert.file, activeAt: toIso(alert.activeAt) },
            }),
      }),
    };
  };

  const write = () => {
    try {
      for (const transition of records.unjournaled()) {
        journal.append(entryOf(transition));
        records.markJournaled(transition.id);
      }
      told = null;
    } catch (error) {
      const { message } = problemOf(error);
      if (told !== message) log.error('alerts cannot be journaled now, it is tried again', { error });
      told = message;
    }
  };

  return {
    async takeUp() {
      // A process that ended between the two has told the journal already.
      for (const transition of records.unjournaled()) {
        const { items } = await journal.list(
          { subject: subjectOf(transition) },
          { limit: MOST_ABOUT_AN_ALERT },
        );
        if (items.some((entry) => isOf(entry, transition))) records.markJournaled(transition.id);
      }
      write();
    },
    write,
  };
}

function subjectOf({ alert, silence }: StoredTransition): string {
  return alert === null ? `silence ${silence ?? ''}` : `alert ${alert}`;
}

function isOf({ at, kind, data }: Entry, transition: StoredTransition): boolean {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return false;
  const fields: Record<string, unknown> = { ...data };
  return (
    fields.transition === transition.id && at === toIso(transition.at) && kind === `alert.${transition.kind}`
  );
}
