import { toIso } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { BaselineRecords, StoredRevision } from '../store/baselines/index.ts';
import { type Baseline, type BaselineContent, baselineContent } from './baseline.ts';

/** A baseline by its name, with its revisions. Times are epoch milliseconds. */
export interface NamedBaseline {
  name: string;
  /** The revision that comparisons go by; null when it was given up. */
  current: number | null;
  /** Since when, and by whom. */
  since: { at: number; actor: string };
  /** The revision that was in force before the current one; null when none was. */
  previous: number | null;
  /** Newest first. */
  revisions: { revision: number; recordedAt: number; recordedBy: string }[];
}

/** The baselines that are kept. */
export interface BaselineBook {
  /** @param at as of then; left out, now */
  list(at?: number): NamedBaseline[];
  /** @throws OperatorError `usage` when there is none */
  revision(name: string, revision: number): Baseline;
  /** The revision that was asked for under a key; undefined when none was measured yet. */
  measuredFor(name: string, key: string): number | undefined;
  /** The revision in force. @throws OperatorError `usage` when there is none */
  current(name: string, at?: number): Baseline;
}

export const DEFAULT_NAME = 'default';

export function createBaselineBook(records: BaselineRecords): BaselineBook {
  const named = (name: string, at = Number.MAX_SAFE_INTEGER): NamedBaseline[] => {
    const [newest, ...earlier] = records.choices(name).filter((choice) => choice.at <= at);
    if (!newest) return [];
    const before = earlier.find(({ revision }) => revision !== newest.revision && revision !== null);
    return [
      {
        name,
        current: newest.revision,
        since: { at: newest.at, actor: newest.actor },
        previous: before?.revision ?? null,
        revisions: records.revisions(name).filter(({ recordedAt }) => recordedAt <= at),
      },
    ];
  };

  const book: BaselineBook = {
    list: (at) => records.names().flatMap((name) => named(name, at)),
    revision(name, number) {
      const stored = records.revision(name, number);
      if (stored) return baselineOf(stored);
      throw new OperatorError('usage', `The baseline ${name} has no revision ${number}`, {
        hint: 'acgs baselines list shows those there are.',
      });
    },
    measuredFor: (name, key) =>
      records.revisions(name).find(({ revision }) => book.revision(name, revision).key === key)?.revision,
    current(name, at) {
      const found = named(name, at)[0];
      if (found && found.current !== null) return book.revision(name, found.current);
      const there = book.list(at).flatMap((each) => (each.current === null ? [] : [each.name]));
      throw new OperatorError(
        // Not `not-found`: its exit code is that of a baseline that is not kept to.
        'usage',
        `There is no baseline called ${name}${at === undefined ? '' : ` as of ${toIso(at)}`}`,
        {
          hint: hintFor(there, at !== undefined && named(name).length > 0),
        },
      );
    },
  };
  return book;
}

function hintFor(there: readonly string[], isLater: boolean): string {
  if (isLater) return 'Name the revision to compare with: --revision 1.';
  return there.length > 0 ? `There is ${there.join(', ')}.` : 'Record one: acgs baselines record.';
}

function baselineOf({ content, name, revision, recordedAt, recordedBy }: StoredRevision): Baseline {
  const read: BaselineContent = baselineContent.parse(JSON.parse(content));
  return { ...read, name, revision, recordedAt, recordedBy };
}
