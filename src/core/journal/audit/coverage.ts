import { levelOf, type Threshold } from '../../connect/profile/thresholds.ts';
import { type Clock, toIso } from '../../kernel/clock.ts';
import { createSlices } from '../../kernel/slices.ts';
import type { Entry } from '../../store/journal/entry.ts';
import type { EntryFilter } from '../../store/journal/index.ts';
import type { OperationLock } from '../../store/locks/index.ts';
import { type Book, operationIdOf, rowOf } from './rows.ts';

/** What a trail has not got. `known result`: the journal says itself that nobody knows how it ended. */
export type Lack = 'intent' | 'result' | 'known result';

/** An operation whose trail is not complete. */
export interface Incomplete {
  /** Null when its entry does not say. */
  operationId: string | null;
  target: string;
  summary: string;
  actor: string;
  /** ISO 8601; when it was begun, or the first that is known of it. */
  at: string;
  lacks: Lack[];
  /** The entry that there is; null when only the lock tells of it. */
  index: number | null;
}

/** How many of the operations that were begun in a period can be followed from their intent to their result. */
export interface AuditCoverage {
  /** ISO 8601. */
  since: string;
  observedAt: string;
  complete: number;
  total: number;
  /** 0 to 1; null when nothing was begun. */
  ratio: number | null;
  /** The ratio has to be above it. */
  target: number;
  level: 'good' | 'warning' | 'critical' | 'unknown';
  /** One sentence without its full stop. */
  words: string;
  /** Operations that have no result because they are being done: not counted. */
  underWay: number;
  /** The newest first. */
  incomplete: Incomplete[];
}

/** A lock, and whether its owner was heard of lately. */
export interface Held {
  lock: OperationLock;
  owner: 'alive' | 'silent' | 'dead';
}

const DAY_MS = 86_400_000;
export const DEFAULT_PERIOD_MS = 30 * DAY_MS;

/** An entry may have a quarter of a MiB: a page is read in one go. */
const PAGE = 50;
/** An operation has one intent and one result, or two when it was settled as well; more is somebody else's id. */
const MOST_OF_AN_OPERATION = 10;

/**
 * Counts operations by their id: what the journal has an intent or a result of, and what the locks say was
 * begun. An operation whose intent is older than the period is not of it.
 *
 * @param options `since` is epoch milliseconds
 * @throws OperatorError when the journal cannot be read
 */
export async function evaluateCoverage(options: {
  book: Book;
  /** Which operations are under way, asked after the journal was read. */
  locks: () => readonly Held[];
  threshold: Threshold;
  clock: Clock;
  since: number;
  signal?: AbortSignal | undefined;
}): Promise<AuditCoverage> {
  const { book, threshold, clock, since, signal } = options;
  const slices = createSlices(clock, signal);

  async function* entries(kind: string): AsyncGenerator<Entry, void, void> {
    for (let before: number | undefined; ; await slices.rest()) {
      const { items } = await book.list({ kind, since }, { limit: PAGE, before, signal });
      yield* items;
      before = items.at(-1)?.index;
      if (items.length < PAGE) return;
    }
  }

  /** Those entries of a kind that name an operation, whenever they were made. */
  const entriesOf = async (id: string, filter: Pick<EntryFilter, 'kind'>): Promise<Entry[]> => {
    await slices.rest();
    const { items } = await book.list({ ...filter, text: id }, { limit: MOST_OF_AN_OPERATION, signal });
    return items.filter((entry) => operationIdOf(entry) === id);
  };

  const begun = new Map<string, Entry>();
  const nameless: Incomplete[] = [];
  for await (const entry of entries('operation.intent')) {
    const id = operationIdOf(entry);
    if (id === null) nameless.push(incomplete(entry, null, ['result']));
    else begun.set(id, entry);
  }

  const ends = new Map<string, { entry: Entry; isKnown: boolean }>();
  for await (const entry of entries('operation.result')) {
    const id = operationIdOf(entry);
    // A process may have died between the result and the lock: what it settled as unknown is known.
    if (id !== null) ends.set(id, { entry, isKnown: (ends.get(id)?.isKnown ?? false) || isKnown(entry) });
  }

  let lost = false;
  for await (const { data } of entries('journal.recovered')) lost ||= fieldOf(data, 'lost') !== 0;

  const held = new Map(options.locks().map((it) => [it.lock.operationId, it]));
  const missing = [...nameless];
  let complete = 0;
  let underWay = 0;
  for (const [id, entry] of begun) {
    const end = ends.get(id);
    if (end?.isKnown) complete += 1;
    else if (end === undefined && held.get(id)?.owner === 'alive') underWay += 1;
    else {
      // It may have ended while this was being read.
      const late = end === undefined ? await entriesOf(id, { kind: 'operation.result' }) : [end.entry];
      if (late.some(isKnown)) complete += 1;
      else missing.push(incomplete(entry, id, [late.length > 0 ? 'known result' : 'result']));
    }
  }
  for (const [id, { entry, isKnown: isEnded }] of ends) {
    if (begun.has(id) || (await entriesOf(id, { kind: 'operation.intent' })).length > 0) continue;
    missing.push(incomplete(entry, id, isEnded ? ['intent'] : ['intent', 'known result']));
  }
  for (const [id, { lock, owner }] of held) {
    if (lock.begunAt === null || lock.begunAt < since || begun.has(id) || ends.has(id)) continue;
    if ((await entriesOf(id, { kind: 'operation.intent' })).length > 0) continue;
    const { target, summary, actor, begunAt } = lock;
    const lacks: Lack[] = owner === 'alive' ? ['intent'] : ['intent', 'result'];
    missing.push({ operationId: id, target, summary, actor, at: toIso(begunAt), lacks, index: null });
  }

  const total = complete + missing.length;
  return {
    since: toIso(since),
    observedAt: toIso(clock.now()),
    ...{ complete, total, underWay },
    target: threshold.target,
    ...judge({ complete, total, lost, threshold }),
    incomplete: missing.sort((a, b) => (a.at < b.at ? 1 : -1)),
  };
}

/** What was lost with a part of the journal cannot be counted: then the rest proves nothing good. */
function judge({
  complete,
  total,
  lost,
  threshold,
}: {
  complete: number;
  total: number;
  lost: boolean;
  threshold: Threshold;
}): Pick<AuditCoverage, 'ratio' | 'level' | 'words'> {
  const and = lost ? ', and entries were lost with a damaged journal' : '';
  if (total === 0) return { ratio: null, level: 'unknown', words: `No operation was begun${and}` };
  const ratio = complete / total;
  const level = levelOf(threshold, ratio);
  const words = `${complete} of ${total} ${total === 1 ? 'operation' : 'operations'} complete${and}`;
  return { ratio, level: lost && level === 'good' ? 'unknown' : level, words };
}

function incomplete(entry: Entry, operationId: string | null, lacks: Lack[]): Incomplete {
  const { subject: target, summary, actor, index } = rowOf(entry);
  return { operationId, target, summary, actor, at: entry.at, lacks, index };
}

function isKnown({ data }: Entry): boolean {
  const result = fieldOf(data, 'result');
  return result === 'done' || result === 'failed';
}

function fieldOf(data: Entry['data'], name: string): unknown {
  if (typeof data !== 'object' || data === null) return undefined;
  const fields: Record<string, unknown> = { ...data };
  return fields[name];
}
