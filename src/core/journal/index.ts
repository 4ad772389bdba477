import type { Cancel, Clock } from '../kernel/clock.ts';
import { instantOf } from '../kernel/clock.ts';
import { type Problem, problemOf } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Exported, ExportOptions } from '../store/journal/bundle/write.ts';
import { IN_MEMORY } from '../store/journal/database/open.ts';
import type { Entry, NewEntry } from '../store/journal/entry.ts';
import {
  type AnchorOutcome,
  type EntryFilter,
  type EntryPage,
  emptyActivity,
  type Indexing,
  type Journal,
  type JournalReader,
  openJournal,
  openJournalKey,
  originFor,
  type PageWish,
  type Recovery,
  type Verification,
  type VerifyOptions,
  verifyFolder,
} from '../store/journal/index.ts';
import type { Appended } from '../store/journal/log.ts';
import { type AnchorStatus, createAnchorBoard, type LastAnchor } from './anchor-board.ts';
import type { NamedAnchor } from './anchors.ts';
import { createJournalFile } from './journal-file.ts';

export type { AnchorStatus, LastAnchor } from './anchor-board.ts';

/** How the journal is doing. */
export interface JournalStatus {
  /** How many entries it has. */
  size: number;
  /** Its name in checkpoints; null before its first entry. */
  origin: string | null;
  /** The newest signed checkpoint: how many entries it is of, and when it was signed. */
  checkpoint: { size: number; at: string | null } | null;
  anchors: AnchorStatus[];
  /** It is tamper-evident up to here; null when no anchor vouches for any of it, as far as is known. */
  lastAnchor: LastAnchor | null;
  /** Set when this process found it damaged or replaced, and went on with what was intact. */
  recovery: Recovery | null;
  /** Why it cannot be read, or could not be written when it was last tried. */
  problem: Problem | null;
  /** How far the entries have been made findable; null unless that takes more than a second. */
  indexing: Indexing | null;
}

/** The journal while the control center runs: kept when there is something to keep, readable at any time. */
export interface LiveJournal {
  /**
   * Adds an entry. When it returns, the entry survives a power cut.
   *
   * @throws OperatorError when it cannot be stored; nothing of it is
   */
  append(entry: NewEntry): Appended;
  /** Adds entries in order, all of them or none, for the price of about one. */
  appendAll(entries: readonly NewEntry[]): Appended[];
  get(index: number): Entry | undefined;
  /** The newest entries, at most so many, the latest first. */
  newest(most: number): Iterable<Entry>;
  list(filter: EntryFilter, page: PageWish): Promise<EntryPage>;
  /** What occurs in a column and contains a text, the latest first. */
  values: JournalReader['values'];
  /** How many entries there are over time. */
  activity: JournalReader['activity'];
  /** Against the profile's anchors, too. Takes seconds for a million entries, in slices. */
  verify(options?: Pick<VerifyOptions, 'range' | 'signal' | 'onProgress'>): Promise<Verification>;
  /** The proof that an entry is in it (C2SP tlog-proof). @throws OperatorError `not-found` */
  prove(index: number): string;
  /** Each as `name+id+base64`. */
  verifierKeys(): string[];
  /** Writes entries into one file that verifies with nothing else, with what the anchors hold. */
  export(options: Omit<ExportOptions, 'clock' | 'anchors'>): Promise<Exported>;
  /** Never throws: a journal that cannot be read says so in `problem`. */
  status(): JournalStatus;
  /** Signs and anchors, unless all of it is signed; where that cannot be, it stays as far as it is. */
  sign(): Promise<void>;
  /** Signs what is not signed yet, and writes to every anchor now. */
  anchor(): Promise<AnchorOutcome[]>;
  /** Told after entries were added, by other processes too, and after anything in the status changed. */
  subscribe(listener: () => void): () => void;
  /** Goes on with what an earlier process left unsigned, and looks at the anchors now and then. */
  start(): void;
  /** Looks at the anchors once. */
  look(): Promise<void>;
  /** Signs and anchors what is left, within bounds. What is added after it opens it again. */
  close(): Promise<void>;
}

/** Anchors are elsewhere: whether they still hold what we wrote is not asked more often. */
const LOOK_EVERY_MS = 300_000;
/** The command line may add to the journal that a window shows. */
const OTHERS_EVERY_MS = 1000;
/** How often it is told how far the entries have been made findable. */
const INDEXING_EVERY_MS = 1000;

export function createLiveJournal(options: {
  /** The data folder; `:memory:` forgets it with the process. */
  directory: string;
  anchors: readonly NamedAnchor[];
  clock: Clock;
  log: Log;
}): LiveJournal {
  const { directory, anchors, clock, log } = options;
  const written = anchors.filter(({ readOnly }) => readOnly === null).map(({ anchor }) => anchor);
  const all = anchors.map(({ anchor }) => anchor);
  const board = createAnchorBoard(anchors.map(({ anchor: { name }, readOnly }) => ({ name, readOnly })));
  const listeners = new Set<() => void>();
  let recovery: Recovery | null = null;
  let problem: Problem | null = null;
  let cancelLook: Cancel | undefined;
  let cancelOthers: Cancel | undefined;
  let toldSize = -1;

  const file = createJournalFile({
    directory,
    clock,
    open(): Journal {
      const signer = openJournalKey(directory);
      const journal = openJournal({
        directory,
        clock,
        signer,
        origin: originFor(signer),
        anchors: written,
        messages: log,
        onAnchored(outcomes) {
          board.written(outcomes, clock.now());
          tell();
        },
      });
      recovery = journal.recovery ?? recovery;
      return journal;
    },
  });

  const tell = () => {
    for (const listener of [...listeners]) listener();
  };

  const appendAll = (entries: readonly NewEntry[]): Appended[] => {
    try {
      const appended = file.append(entries);
      problem = null;
      toldSize = (appended.at(-1)?.index ?? toldSize - 1) + 1;
      return appended;
    } catch (error) {
      problem = problemOf(error);
      throw error;
    } finally {
      tell();
    }
  };

  /** What is asked may have to wait for the entries to be made findable: how far that is, is told meanwhile. */
  const telling = async <T>(work: () => Promise<T>): Promise<T> => {
    let told = false;
    let cancel: Cancel = () => {};
    const again = () => {
      cancel = clock.after(INDEXING_EVERY_MS, () => {
        const isIndexing = indexingNow() !== null;
        if (isIndexing || told) tell();
        told = isIndexing;
        again();
      });
    };
    again();
    try {
      return await work();
    } finally {
      cancel();
      if (told) tell();
    }
  };

  const indexingNow = () => file.read((reader) => reader.indexing()) ?? null;

  const sizeNow = () => {
    try {
      return file.read((reader) => reader.size()) ?? 0;
    } catch {
      return toldSize;
    }
  };

  /** There is no notice of what another process adds: its size is looked at while somebody listens. */
  const watchOthers = () => {
    cancelOthers = clock.after(OTHERS_EVERY_MS, () => {
      const size = sizeNow();
      if (size !== toldSize) {
        toldSize = size;
        tell();
      }
      watchOthers();
    });
  };

  const look = async () => {
    if (all.length === 0) return;
    board.seen(await file.lookAt(all), clock.now());
    tell();
  };

  const lookOnAndOn = async () => {
    await look().catch((error: unknown) => log.warn('the journal cannot be read', { error }));
    if (cancelLook !== undefined) cancelLook = clock.after(LOOK_EVERY_MS, () => void lookOnAndOn());
  };

  /** What an earlier process was killed before it could sign or anchor, and a journal that is damaged. */
  const goOn = async () => {
    try {
      if (file.isDamaged()) file.write(() => undefined);
      const size = file.read((reader) => (reader.start() === 0 ? reader.size() : 0)) ?? 0;
      if (size === 0) return;
      const isBehind = ({ state }: AnchorStatus) => state === 'behind' || state === 'empty';
      const signed = file.read((reader) => reader.signedSize()) ?? 0;
      if (signed < size || board.status(size).some(isBehind)) await file.write((journal) => journal.anchor());
    } catch (error) {
      problem = problemOf(error);
      log.error('the journal cannot be gone on with', { error });
    }
    tell();
  };

  return {
    append(entry) {
      const [appended] = appendAll([entry]);
      if (appended === undefined) throw new Error('an entry was added and has no place');
      return appended;
    },
    appendAll,
    get: (index) => file.read((reader) => reader.get(index)),
    *newest(most) {
      const size = file.read((reader) => reader.size()) ?? 0;
      for (let index = size - 1; index >= Math.max(0, size - most); index -= 1) {
        const entry = file.read((reader) => reader.get(index));
        if (entry) yield entry;
      }
    },
    list: async (filter, page) =>
      (await telling(async () => file.read((reader) => reader.list(filter, page)))) ?? {
        items: [],
        total: 0,
        isTotalExact: true,
      },
    values: async (column, asked) =>
      (await telling(async () => file.read((reader) => reader.values(column, asked)))) ?? [],
    activity: async (filter, buckets, signal) =>
      (await telling(async () => file.read((reader) => reader.activity(filter, buckets, signal)))) ??
      emptyActivity(),
    verify: (wish = {}) =>
      directory === IN_MEMORY
        ? file.write((journal) => journal.verify({ ...wish, anchors: all }))
        : verifyFolder(directory, { ...wish, clock, anchors: all }),
    prove: (index) => file.readOrFail((reader) => reader.prove(index)),
    verifierKeys: () => file.read((reader) => reader.verifierKeys()) ?? [],
    export: (wish) => file.readOrFail((reader) => reader.export({ ...wish, anchors: all })),
    status() {
      try {
        const size = file.read((reader) => reader.size()) ?? 0;
        const signed = file.read((reader) => reader.lastSigned());
        return {
          size,
          origin: file.read((reader) => reader.origin()) ?? null,
          checkpoint: signed ? { size: signed.size, at: instantOf(signed.signedAtMs) } : null,
          anchors: board.status(size),
          lastAnchor: board.last(),
          recovery,
          problem,
          indexing: indexingNow(),
        };
      } catch (error) {
        const nothing = { size: 0, origin: null, checkpoint: null };
        return {
          ...nothing,
          anchors: board.status(0),
          lastAnchor: board.last(),
          recovery,
          problem: problemOf(error),
          indexing: null,
        };
      }
    },
    async sign() {
      const signed =
        file.read((reader) => reader.start() > 0 || reader.signedSize() >= reader.size()) ?? true;
      if (signed) return;
      await file
        .write((journal) => journal.anchor())
        .catch((error: unknown) => log.warn('the newest entries cannot be signed now', { error }));
    },
    anchor: async () => file.write((journal) => journal.anchor()),
    subscribe(listener) {
      listeners.add(listener);
      if (cancelOthers === undefined) {
        toldSize = sizeNow();
        watchOthers();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        cancelOthers?.();
        cancelOthers = undefined;
      };
    },
    start() {
      cancelLook ??= () => undefined;
      void lookOnAndOn().then(goOn);
    },
    look,
    async close() {
      cancelLook?.();
      cancelLook = undefined;
      await file.close();
    },
  };
}
