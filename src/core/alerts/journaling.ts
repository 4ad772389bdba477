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
/** A process that lives has told the journal long before. */
const CLAIM_MS = 10_000;

/** Brings transitions into the journal, each once. */
export interface Journaling {
  /** Looks up what a process that ended may have told the journal, then writes. Never throws. */
  takeUp(): Promise<void>;
  /** What the journal lacks; what it does not take now, it is offered again. */
  write(): void;
}

export function createJournaling(options: {
  records: AlertRecords;
  journal: AlertJournal;
  redactor: Redactor;
  log: Log;
  now: () => number;
}): Journaling {
  const { records, journal, redactor, log, now } = options;
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

  const failed = (error: unknown) => {
    const { message } = problemOf(error);
    if (told !== message) log.error('alerts cannot be journaled now, it is tried again', { error });
    told = message;
  };

  const write = () => {
    try {
      for (const { claimed, ...transition } of records.unjournaled()) {
        if (claimed || !records.claimForJournal(transition.id)) continue;
        let has = false;
        try {
          journal.append(entryOf(transition));
          has = true;
        } finally {
          records.settleJournal(transition.id, has);
        }
      }
      told = null;
    } catch (error) {
      failed(error);
    }
  };

  return {
    async takeUp() {
      try {
        const before = now() - CLAIM_MS;
        for (const { claimed, ...transition } of records.unjournaled()) {
          if (!claimed || transition.at > before) continue;
          const { items } = await journal.list(
            { subject: subjectOf(transition) },
            { limit: MOST_ABOUT_AN_ALERT },
          );
          records.settleJournal(
            transition.id,
            items.some((entry) => isOf(entry, transition)),
          );
        }
      } catch (error) {
        failed(error);
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
