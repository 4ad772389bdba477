import type { Threshold } from '../../connect/profile/thresholds.ts';
import { type Clock, toIso } from '../../kernel/clock.ts';
import { conflate } from '../../kernel/conflate.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { AnchorOutcome } from '../../store/journal/index.ts';
import type { JournalStatus, LiveJournal } from '../index.ts';
import { type AuditCoverage, DEFAULT_PERIOD_MS, evaluateCoverage, type Held } from './coverage.ts';
import { createExports, type Exports } from './exports.ts';
import { withProgress } from './progress.ts';
import { type ProofPath, proofPath } from './proof-path.ts';
import { createReviews, type Reviews } from './reviews.ts';
import { type Book, filterOf, leafTextOf, operationOf, pageOf, rowOf, type Wish } from './rows.ts';
import { type Standing, standingOf } from './standing.ts';
import { type VerificationView, verificationView } from './verifying.ts';

export type VerifyStep =
  | { type: 'progress'; done: number; total: number }
  | { type: 'result'; verification: VerificationView };

export type AuditStatus = Omit<JournalStatus, 'checkpoint' | 'recovery'> &
  Standing & {
    signed: JournalStatus['checkpoint'];
    keys: string[];
    verification: VerificationView | null;
  };

/** The journal as somebody reviews it: looked through, proved, verified, handed on. */
export interface Audit {
  status(): AuditStatus;
  frames(signal?: AbortSignal): AsyncGenerator<AuditStatus, void, void>;
  list(
    asked: { book: string | null; filter: Wish; before: number | null; limit: number },
    signal?: AbortSignal,
  ): Promise<ReturnType<typeof pageOf>>;
  activity(
    asked: { book: string | null; filter: Wish; buckets: number },
    signal?: AbortSignal,
  ): ReturnType<Book['activity']>;
  values(asked: {
    book: string | null;
    column: 'actor' | 'kind' | 'subject';
    contains: string;
    limit: number;
  }): Promise<string[]>;
  /** @throws OperatorError `not-found` */
  entry(asked: { book: string | null; index: number }, signal?: AbortSignal): ReturnType<typeof entryView>;
  /** @throws OperatorError `not-found` while no checkpoint covers it, `internal` when it does not hold */
  prove(index: number): ProofPath;
  /**
   * How many operations can be followed from their intent to their result.
   *
   * @param asked `since` is epoch milliseconds; null is 30 days ago
   */
  coverage(asked: { since: number | null }, signal?: AbortSignal): Promise<AuditCoverage>;
  /** All of it. It stops when nobody listens any more. */
  verify(signal: AbortSignal): AsyncGenerator<VerifyStep, void, void>;
  anchor(): Promise<Pick<AnchorOutcome, 'name' | 'state' | 'problem'>[]>;
  exports: Exports;
  reviews: Reviews;
}

const FRAME_MS = 250;

export function createAudit(options: {
  journal: LiveJournal;
  /** Which operations are under way. */
  locks: () => readonly Held[];
  /** What the audit trail's coverage has to be. */
  threshold: Threshold;
  clock: Clock;
  redactor: Redactor;
}): Audit {
  const { journal, locks, threshold, clock, redactor } = options;
  const listeners = new Set<() => void>();
  const reviews = createReviews(clock);
  let verification: VerificationView | null = null;

  const bookOf = (id: string | null): Book => (id === null ? journal : reviews.book(id));

  const status = (): AuditStatus => {
    const { checkpoint, recovery: _told, ...rest } = journal.status();
    return {
      ...rest,
      ...standingOf(journal.status(), verification),
      signed: checkpoint,
      keys: rest.problem === null ? journal.verifierKeys() : [],
      verification,
    };
  };

  return {
    status,
    frames: (signal) =>
      conflate({
        clock,
        frameMs: FRAME_MS,
        subscribe(listener) {
          listeners.add(listener);
          const undo = journal.subscribe(listener);
          return () => {
            listeners.delete(listener);
            undo();
          };
        },
        snapshot: status,
        signal,
      }),
    async list({ book, filter, before, limit }, signal) {
      return pageOf(
        await bookOf(book).list(filterOf(filter), { limit, before: before ?? undefined, signal }),
      );
    },
    activity: async ({ book, filter, buckets }, signal) =>
      bookOf(book).activity(filterOf(filter), buckets, signal),
    async values({ book, column, contains, limit }) {
      const found = await bookOf(book).values(column, { contains, limit: limit * 2 });
      return (column === 'kind' ? withFamilies(found, contains) : found).slice(0, limit);
    },
    entry: async ({ book, index }, signal) =>
      entryView(bookOf(book), index, book === null ? journal.status() : null, signal),
    prove(index) {
      const text = journal.prove(index);
      const leafHash = journal.get(index)?.leafHash ?? '';
      try {
        return proofPath(text, leafHash, journal.verifierKeys());
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new OperatorError('internal', `Entry ${index} cannot be proved: ${why}`, {
          hint: 'Verify the journal: it says what is broken.',
          cause: error,
        });
      }
    },
    coverage: ({ since }, signal) =>
      evaluateCoverage({
        book: journal,
        ...{ locks, threshold, clock, signal },
        since: since ?? clock.now() - DEFAULT_PERIOD_MS,
      }),
    async *verify(signal) {
      const total = journal.status().size;
      const work = withProgress(clock, (onProgress) => journal.verify({ signal, onProgress }));
      yield { type: 'progress', done: 0, total };
      let step = await work.next();
      for (; step.done !== true; step = await work.next())
        yield { type: 'progress', done: step.value, total };
      verification = redactor.data(verificationView(step.value, toIso(clock.now())));
      for (const listener of [...listeners]) listener();
      yield { type: 'result', verification };
    },
    anchor: async () =>
      (await journal.anchor()).map(({ name, state, problem }) => redactor.data({ name, state, problem })),
    exports: createExports(journal, clock),
    reviews,
  };
}

async function entryView(book: Book, index: number, own: JournalStatus | null, signal?: AbortSignal) {
  const entry = book.get(index);
  if (entry === undefined) {
    throw new OperatorError('not-found', `There is no entry ${index} here`, {
      hint: 'Look at the list for the entries there are.',
    });
  }
  const isAnchored = index < (own?.lastAnchor?.size ?? 0);
  // What came in a bundle is under the bundle's checkpoint.
  const isSigned = own === null || index < (own.checkpoint?.size ?? 0);
  return {
    ...rowOf(entry),
    ...leafTextOf(entry),
    leafHash: entry.leafHash,
    standing: isAnchored ? ('anchored' as const) : isSigned ? ('signed' as const) : ('unsigned' as const),
    operation: await operationOf(book, entry, signal),
  };
}

/** `operation` before `operation.intent`: what several kinds have in common can be asked for as well. */
function withFamilies(kinds: readonly string[], contains: string): string[] {
  const sought = contains.toLowerCase();
  const families = kinds.flatMap((kind) => {
    const parts = kind.split('.');
    return parts.slice(1).map((_, count) => parts.slice(0, count + 1).join('.'));
  });
  const wanted = families.filter((family) => family.toLowerCase().includes(sought));
  return [...new Set([...wanted, ...kinds])];
}
