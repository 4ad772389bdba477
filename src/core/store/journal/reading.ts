import { join } from 'node:path';
import { type Clock, stopwatch } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { createSlices, type Slices } from '../../kernel/slices.ts';
import type { Anchor } from './anchors/anchor.ts';
import { lookAtAnchors } from './anchors/look.ts';
import { type Exported, type ExportOptions, writeBundle } from './bundle/write.ts';
import { openCheckpoint } from './checkpoint.ts';
import { IN_MEMORY, type JournalDatabase } from './database/open.ts';
import { isDamage, storageProblem } from './database/problem.ts';
import { createRecords, type StoredCheckpoint } from './database/records.ts';
import { decodeEntry, type Entry } from './entry.ts';
import { formatProof } from './proof.ts';
import { readHeadNote } from './recover.ts';
import { openSearchBeside, type SearchBeside } from './search/beside.ts';
import type { Activity } from './search/buckets.ts';
import { openSearch, removeSearch, type Search } from './search/index.ts';
import type { EntryFilter } from './search/query.ts';
import type { ValueColumn } from './search/values.ts';
import { inclusionProof } from './tree.ts';
import type { AnchorFinding } from './verify/ask.ts';
import type { Verification } from './verify/conclude.ts';
import { importedExtent } from './verify/extent.ts';
import { readKey, type VerifyOptions, verifyJournal } from './verify/index.ts';

/** Some of the entries that were asked for, from the newest on. */
export interface EntryPage {
  items: Entry[];
  /** How many there are in all. */
  total: number;
  /** False when there are more than `total`, too many to be worth counting. */
  isTotalExact: boolean;
}

/** How far the entries have been made findable. */
export interface Indexing {
  done: number;
  total: number;
}

export interface PageWish {
  limit: number;
  /** Only entries before this index: the last one of the page before. */
  before?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Told once a second when making the entries findable takes longer than that. */
  onIndexing?: ((progress: Indexing) => void) | undefined;
}

/** A checkpoint whose signature was checked. */
export interface Signed {
  size: number;
  /** As its signer says, epoch milliseconds; null when it does not say. */
  signedAtMs: number | null;
}

/** A journal that is read. */
export interface JournalReader {
  /** How many entries there are; of an imported part, one more than its last index. */
  size(): number;
  /** The first index: above zero only in an imported part. */
  start(): number;
  origin(): string | undefined;
  /** Each as `name+id+base64`. */
  verifierKeys(): string[];
  get(index: number): Entry | undefined;
  list(filter: EntryFilter, page: PageWish): Promise<EntryPage>;
  /** What occurs in a column and contains a text, the latest first. */
  values(column: ValueColumn, asked: { contains: string; limit: number }): Promise<string[]>;
  /** Set while making the entries findable takes longer than a second. */
  indexing(): Indexing | null;
  /** How many entries there are over time, in at most so many buckets. */
  activity(filter: EntryFilter, buckets: number, signal?: AbortSignal): Promise<Activity>;
  verify(options?: Omit<VerifyOptions, 'clock' | 'head'>): Promise<Verification>;
  /** How many entries a signed checkpoint covers. */
  signedSize(): number;
  /** The newest checkpoint, when it is signed by a key of the journal. */
  lastSigned(): Signed | undefined;
  /** What these anchors hold, and whether the journal continues it. */
  lookAt(anchors: readonly Anchor[]): Promise<AnchorFinding[]>;
  /**
   * Writes entries into one file that can be verified with nothing else.
   *
   * @throws OperatorError `usage` for a range that the signed journal does not have, `internal` when the
   *   file cannot be written
   */
  export(options: Omit<ExportOptions, 'clock'>): Promise<Exported>;
  /**
   * The proof that an entry is in the journal (C2SP tlog-proof).
   *
   * @throws OperatorError `not-found` when there is no such entry, or no checkpoint covers it yet
   */
  prove(index: number): string;
}

/** A smaller index answers within a few milliseconds: a thread would take longer to start. */
const BESIDE_FROM = 20_000;

/** What takes no longer than this is not worth a word. */
const SAY_EVERY_MS = 1000;

interface ReadingOptions {
  database: JournalDatabase;
  directory: string;
  clock: Clock;
}

/** @returns the reader, and what closes what it opened by itself */
export function createReading({ database, directory, clock }: ReadingOptions): {
  reader: JournalReader;
  catchUp(slices: Slices): Promise<void>;
  close(): void;
} {
  const records = createRecords(database);
  const searchPath = directory === IN_MEMORY ? IN_MEMORY : join(directory, 'journal-search.db');
  let search: Search | undefined;
  let beside: SearchBeside | null | undefined;
  let indexing: Indexing | null = null;
  /** Asked for often, and a signature takes a while to check. */
  let known: { note: string; signed: Signed | undefined } | undefined;

  /** Opened when first needed; made again when it turns out to be damaged. */
  const withSearch = async <T>(work: (search: Search) => Promise<T>): Promise<T> => {
    try {
      search ??= openSearch(searchPath, entries);
      return await work(search);
    } catch (error) {
      if (!isDamage(error)) throw error;
      beside?.close();
      beside = undefined;
      search?.close();
      removeSearch(searchPath);
      search = openSearch(searchPath, entries);
      return work(search);
    }
  };

  const catchUp = async (index: Search, slices: Slices, tell: PageWish['onIndexing']) => {
    let said = stopwatch(clock);
    try {
      await index.catchUp(slices, (done, total) => {
        if (said() < SAY_EVERY_MS) return;
        said = stopwatch(clock);
        indexing = { done, total };
        tell?.(indexing);
      });
    } finally {
      indexing = null;
    }
  };

  /** Catches up and asks: a large index on a thread of its own, so that nobody is held up meanwhile. */
  const ask = async <T>(
    { signal, onIndexing }: Pick<PageWish, 'signal' | 'onIndexing'>,
    here: (index: Search, slices: Slices) => T | Promise<T>,
    there: (search: SearchBeside) => Promise<T>,
  ): Promise<T> =>
    withSearch(async (index) => {
      const slices = createSlices(clock, signal);
      await catchUp(index, slices, onIndexing);
      const { entries: count, isFile } = index.extent();
      if (count < BESIDE_FROM || !isFile) return here(index, slices);
      beside ??= openSearchBeside(searchPath);
      return beside === null ? here(index, slices) : there(beside);
    });

  const entryAt = (index: number): Entry => decodeEntry(index, records.leaf(index) ?? new Uint8Array());

  const imported = () => {
    const description = records.property('imported');
    return description === undefined ? undefined : importedExtent(description);
  };
  const entries = { size: records.size, leaf: records.leaf, start: () => imported()?.from ?? 0 };

  return {
    reader: {
      size: () => reading(() => records.size()),
      start: () => reading(entries.start),
      origin: () => reading(() => records.property('origin')),
      verifierKeys: () => reading(() => records.verifierKeys()),
      get: (index) =>
        reading(() =>
          index >= 0 && index < records.size() && records.leaf(index) ? entryAt(index) : undefined,
        ),
      async list(filter, { limit, before, signal, onIndexing }) {
        const isWhole = Object.values(filter).every((value) => value === undefined);
        if (isWhole) {
          return reading(() => {
            const start = entries.start();
            const end = Math.min(before ?? Number.POSITIVE_INFINITY, records.size());
            const count = Math.max(0, Math.min(limit, end - start));
            const items = Array.from({ length: count }, (_, offset) => entryAt(end - 1 - offset));
            return { items, total: records.size() - start, isTotalExact: true };
          });
        }
        const page = { limit, before };
        const found = await ask(
          { signal, onIndexing },
          (index) => index.find(filter, page),
          (search) => search.ask({ what: 'find', filter, page }, signal),
        );
        const { indexes, total, isTotalExact } = found;
        return reading(() => ({ items: indexes.map(entryAt), total, isTotalExact }));
      },
      values: (column, asked) =>
        ask(
          {},
          (index) => index.values(column, asked),
          (search) => search.ask({ what: 'values', column, asked }, undefined),
        ),
      indexing: () => indexing,
      activity: (filter, buckets, signal) =>
        ask(
          { signal },
          (index, slices) => index.activity(filter, buckets, slices),
          (search) => search.ask({ what: 'activity', filter, buckets }, signal),
        ),
      async verify(options = {}) {
        const head = directory === IN_MEMORY ? undefined : readHeadNote(directory);
        return verifyJournal(database, { ...options, clock, head });
      },
      signedSize: () => reading(() => records.lastCheckpoint()?.size ?? 0),
      lastSigned: () => reading(lastSigned),
      async lookAt(anchors) {
        try {
          return await lookAtAnchors(anchors, records);
        } catch (error) {
          throw storageProblem(error, 'the journal cannot be read');
        }
      },
      export: (options) => writeBundle(records, { ...options, clock }),
      prove: (index) => reading(() => prove(index)),
    },
    catchUp: (slices) => withSearch((index) => catchUp(index, slices, undefined)),
    close() {
      beside?.close();
      search?.close();
    },
  };

  function lastSigned(): Signed | undefined {
    const note = records.lastCheckpoint()?.note;
    if (note === undefined) return undefined;
    if (known?.note !== note) known = { note, signed: signedIn(note, records.verifierKeys()) };
    return known.signed;
  }

  function prove(index: number): string {
    const size = records.size();
    if (imported() !== undefined) {
      throw new OperatorError('usage', 'An imported part of a journal cannot prove its entries one by one', {
        hint: 'Its file as a whole is the proof: acgs audit verify --bundle FILE.',
      });
    }
    if (!(index < size)) {
      const range = size === 0 ? 'the journal is empty' : `the journal has entries 0 to ${size - 1}`;
      throw new OperatorError('not-found', `There is no entry ${index}: ${range}`);
    }
    const checkpoint = checkpointCovering(records.checkpoints(), index);
    if (checkpoint === undefined) {
      throw new OperatorError('not-found', `Entry ${index} is not covered by a signed checkpoint yet`, {
        hint: 'It is as soon as the journal is closed or anchored.',
      });
    }
    const proof = inclusionProof(index, checkpoint.size, records.node);
    return formatProof({ index, proof, checkpoint: checkpoint.note });
  }
}

function signedIn(note: string, keys: readonly string[]): Signed | undefined {
  try {
    const { size, signedAtMs } = openCheckpoint(note, keys.flatMap(readKey));
    return { size, signedAtMs };
  } catch {
    return undefined;
  }
}

function checkpointCovering(
  checkpoints: readonly StoredCheckpoint[],
  index: number,
): StoredCheckpoint | undefined {
  const last = checkpoints.at(-1);
  return last !== undefined && last.size > index ? last : undefined;
}

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw storageProblem(error, 'the journal cannot be read');
  }
}
