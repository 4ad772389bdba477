import { existsSync } from 'node:fs';
import type { Clock } from '../../kernel/clock.ts';
import { type Log as Messages, silentLog } from '../../kernel/log.ts';
import { createSlices } from '../../kernel/slices.ts';
import type { Anchor } from './anchors/anchor.ts';
import { fileAnchor } from './anchors/file-anchor.ts';
import type { AnchorOutcome } from './anchors/write-anchor.ts';
import {
  IN_MEMORY,
  type JournalDatabase,
  journalPath,
  openForReading,
  openForWriting,
  watchIdentity,
} from './database/open.ts';
import { openingAlone } from './database/opening.ts';
import { isDamage, storageProblem } from './database/problem.ts';
import { createRecords } from './database/records.ts';
import type { NewEntry } from './entry.ts';
import { originOf, recordKeys } from './identity.ts';
import { createKeeper } from './keeper.ts';
import { type Appended, createLog, type Log } from './log.ts';
import type { NoteSigner } from './note.ts';
import { createReading, type JournalReader } from './reading.ts';
import { finishRecovery, headPath, type Recovery, readHead, recoverJournal } from './recover.ts';

export type { Anchor } from './anchors/anchor.ts';
export { type ConfigMapAccess, configMapAnchor } from './anchors/config-map-anchor.ts';
export { fileAnchor } from './anchors/file-anchor.ts';
export type { AnchorOutcome } from './anchors/write-anchor.ts';
export { importBundle } from './bundle/import.ts';
export { verifyBundle } from './bundle/verify.ts';
export { isDamage } from './database/problem.ts';
export { originFor } from './identity.ts';
export { openJournalKey, openKeyFile } from './key-file.ts';
export { type NoteSigner, verifierKeysOf } from './note.ts';
export type { EntryPage, Indexing, JournalReader, PageWish } from './reading.ts';
export type { Recovery } from './recover.ts';
export { emptyActivity } from './search/buckets.ts';
export type { EntryFilter } from './search/query.ts';
export { parseVerifierKey } from './verifier-key.ts';
export type { AnchorFinding } from './verify/ask.ts';
export type { Verification } from './verify/conclude.ts';
export type { VerifyOptions } from './verify/index.ts';
export { verifyFolder } from './verify-folder.ts';

/** The record of acts: append-only, and tamper-evident up to the last checkpoint that was anchored outside. */
export interface Journal extends JournalReader {
  /** What was done when it was opened, because what was there could not be gone on with. */
  readonly recovery: Recovery | null;
  /**
   * Adds an entry. When it returns, the entry survives a crash and a power cut.
   *
   * @throws TypeError when its data is not JSON; OperatorError when it cannot be stored
   */
  append(entry: NewEntry): Appended;
  /** Adds entries in order, all of them or none. */
  appendBatch(entries: readonly NewEntry[]): Appended[];
  /** Signs what is not signed yet, and writes the checkpoint to every anchor now. */
  anchor(): Promise<AnchorOutcome[]>;
  /** False when another process put another journal in its place, because this one was damaged. */
  isCurrent(): boolean;
  /** Signs and anchors what is left, and closes the files. */
  close(): Promise<void>;
  /** Closes the files and does nothing else: for a journal that is damaged or no longer the current one. */
  abandon(): void;
}

export interface JournalOptions {
  /** The data folder, made when missing; `:memory:` keeps everything in memory and writes nothing. */
  directory: string;
  clock: Clock;
  signer: NoteSigner;
  /** The journal's name when it is new, such as `acgs-control-center/1f3a9b2c`; an old one keeps its own. */
  origin: string;
  anchors?: readonly Anchor[];
  /** Told what became of every attempt at an anchor. */
  onAnchored?: (outcomes: readonly AnchorOutcome[]) => void;
  /** Where it is said that something could not be signed or anchored, or had to be recovered. */
  messages?: Messages;
  /** A checkpoint is signed with every so many entries at the latest, and a second after any. */
  checkpointEvery?: number;
}

const CHECKPOINT_EVERY = 4096;

/**
 * Opens the journal to add to it. Several processes may have it open at once. A journal that is damaged,
 * or older than what was signed, is moved aside and its intact beginning gone on with: `recovery` says so,
 * and the first new entry does.
 *
 * @throws OperatorError `internal` when the folder or file cannot be used, or is of a newer version
 */
export function openJournal(options: JournalOptions): Journal {
  const { directory, clock, messages = silentLog } = options;
  const isKept = directory !== IN_MEMORY;
  const { database, log, recovery } = openLog(options);
  const isCurrent = watchIdentity(directory);
  const reading = createReading({ database, directory, clock });
  const keeper = createKeeper({
    log,
    clock,
    messages,
    head: isKept ? fileAnchor(headPath(directory), clock) : undefined,
    anchors: options.anchors ?? [],
    onAnchored: (outcomes) => options.onAnchored?.(outcomes),
    alsoDo: () => reading.catchUp(createSlices(clock, undefined)),
  });
  if (recovery !== null) messages.error('journal recovered', { ...recovery });

  const appendBatch = (entries: readonly NewEntry[]): Appended[] => {
    const appended = log.append(entries);
    keeper.onAppended();
    return appended;
  };

  return {
    ...reading.reader,
    recovery,
    append(entry) {
      const [appended] = appendBatch([entry]);
      if (appended === undefined) throw new RangeError('The journal did not say where the entry is');
      return appended;
    },
    appendBatch,
    anchor: keeper.anchor,
    isCurrent,
    async close() {
      await keeper.close();
      reading.close();
      database.close();
    },
    abandon() {
      keeper.abandon();
      reading.close();
      database.close();
    },
  };
}

/** A journal that is open for reading. */
export interface OpenedReader extends JournalReader {
  /** False when it should be opened anew: another is in its place, or what was copied has changed. */
  isCurrent(): boolean;
  close(): void;
}

/**
 * Opens a journal to read it: nothing of it is changed, and nothing has to be writable.
 *
 * @returns undefined when the folder has no journal
 * @throws OperatorError `internal` when it cannot be read, or is of a newer version
 */
export function openJournalReader(options: { directory: string; clock: Clock }): OpenedReader | undefined {
  const { directory, clock } = options;
  try {
    const opened = openForReading(directory);
    if (opened === undefined) return undefined;
    const { reader, close } = createReading({ database: opened.database, directory, clock });
    return {
      ...reader,
      isCurrent: opened.isCurrent,
      close() {
        close();
        opened.close();
      },
    };
  } catch (error) {
    throw storageProblem(error, 'the journal cannot be read');
  }
}

interface Opened {
  database: JournalDatabase;
  log: Log;
  recovery: Recovery | null;
}

function openLog(options: JournalOptions): Opened {
  const { directory } = options;
  try {
    if (directory === IN_MEMORY) return { ...openOnce(options), recovery: null };
    return openingAlone(directory, () => {
      finishRecovery(directory);
      const opened = openOrTellWhyNot(options);
      if ('log' in opened) return { ...opened, recovery: null };
      const recovery = recoverJournal({ ...options, origin: opened.origin }, opened.why);
      return { ...openOnce(options), recovery };
    });
  } catch (error) {
    throw storageProblem(error, 'the journal cannot be opened');
  }
}

/** The journal, or why it cannot be gone on with and what its name was. */
function openOrTellWhyNot(
  options: JournalOptions,
): Omit<Opened, 'recovery'> | { why: string; origin: string } {
  const { directory, signer, origin } = options;
  const signed = readHead(directory, signer);
  if (!existsSync(journalPath(directory)) && signed !== undefined) {
    return { why: 'its database was missing', origin: signed.origin };
  }
  try {
    const opened = openOnce(options);
    const size = opened.log.records.size();
    const isOld =
      signed?.origin === opened.log.records.property('origin') && signed !== undefined && signed.size > size;
    if (!isOld) return opened;
    opened.database.close();
    return { why: `its database was an older one, with ${size} of ${signed.size} entries`, origin };
  } catch (error) {
    if (isDamage(error)) return { why: `its database was damaged (${messageOf(error)})`, origin };
    // The tree has not the nodes that it must have to be added to.
    if (error instanceof RangeError) return { why: `its tree was damaged (${messageOf(error)})`, origin };
    throw error;
  }
}

function openOnce(options: JournalOptions): Omit<Opened, 'recovery'> {
  const { directory, clock, signer, messages = silentLog } = options;
  const database = openForWriting(directory);
  try {
    const records = createRecords(database);
    const origin = originOf(database, records, options.origin);
    const log = createLog(database, {
      clock,
      signer,
      origin,
      checkpointEvery: options.checkpointEvery ?? CHECKPOINT_EVERY,
      onUnsigned: (error) => messages.error('journal not signed', { error }),
    });
    recordKeys(database, records, {
      origin,
      signer,
      sayChange: (key) => log.append([keyEntry(origin, key)]),
    });
    return { database, log };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Says that from now on another key signs; the entry itself is signed by it. */
function keyEntry(origin: string, key: string): NewEntry {
  return {
    actor: 'journal',
    kind: 'journal.key-changed',
    subject: origin,
    summary: `From here on the journal is signed with another key, ${key}`,
    data: { key },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
