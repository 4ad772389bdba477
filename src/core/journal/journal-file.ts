import type { Clock } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import { lookAtAnchorsAlone } from '../store/journal/absent.ts';
import { IN_MEMORY } from '../store/journal/database/open.ts';
import type { NewEntry } from '../store/journal/entry.ts';
import type { Anchor, AnchorFinding, Journal, JournalReader, OpenedReader } from '../store/journal/index.ts';
import { isDamage, openJournalReader } from '../store/journal/index.ts';
import type { Appended } from '../store/journal/log.ts';

/**
 * The journal of a data folder, opened as it is needed: to read when somebody looks, to write when there is
 * something to add. Another process may recover it meanwhile, which puts another file in its place: that
 * one is gone on with, since what would be added to the old one would be lost.
 */
export interface JournalFile {
  /** Adds entries, all or none; a journal that turns out to be damaged is recovered first. */
  append(entries: readonly NewEntry[]): Appended[];
  /** With the journal open to write. */
  write<T>(work: (journal: Journal) => T): T;
  /** Undefined when there is no journal. Nothing is changed, and nothing has to be writable. */
  read<T>(work: (reader: JournalReader) => T): T | undefined;
  /** @throws OperatorError `not-found` when there is no journal */
  readOrFail<T>(work: (reader: JournalReader) => T): T;
  lookAt(anchors: readonly Anchor[]): Promise<AnchorFinding[]>;
  /** Whether it cannot be read because it is no database any more, or not all of one. */
  isDamaged(): boolean;
  close(): Promise<void>;
}

export function createJournalFile(options: {
  directory: string;
  clock: Clock;
  open: () => Journal;
}): JournalFile {
  const { directory, clock } = options;
  let journal: Journal | undefined;
  let reader: OpenedReader | undefined;

  const abandon = () => {
    journal?.abandon();
    journal = undefined;
  };

  const writable = (): Journal => {
    if (journal?.isCurrent() === false) abandon();
    journal ??= options.open();
    return journal;
  };

  const readable = (): JournalReader | undefined => {
    if (journal?.isCurrent() === true) return journal;
    // In memory there is nothing to be read but what this process adds.
    if (directory === IN_MEMORY) return writable();
    if (reader?.isCurrent() === false) {
      reader.close();
      reader = undefined;
    }
    reader ??= openJournalReader({ directory, clock });
    return reader;
  };

  const read: JournalFile['read'] = (work) => {
    const open = readable();
    return open === undefined ? undefined : work(open);
  };

  return {
    append(entries) {
      try {
        const appended = writable().appendBatch(entries);
        if (journal?.isCurrent() === true) return appended;
        // Another process recovered it meanwhile: what was added went to the file that was moved aside.
        abandon();
      } catch (error) {
        if (journal === undefined || !isDamaged(error)) throw error;
        // Opening it again moves it aside and takes over what is intact.
        abandon();
      }
      return writable().appendBatch(entries);
    },
    write: (work) => work(writable()),
    read,
    readOrFail(work) {
      const open = readable();
      if (open === undefined) {
        throw new OperatorError('not-found', 'There is nothing in the journal yet');
      }
      return work(open);
    },
    async lookAt(anchors) {
      return (await read((it) => it.lookAt(anchors))) ?? lookAtAnchorsAlone(anchors);
    },
    isDamaged() {
      try {
        readable()?.size();
        return false;
      } catch (error) {
        return isDamaged(error);
      }
    },
    async close() {
      const open = journal;
      journal = undefined;
      reader?.close();
      reader = undefined;
      await open?.close();
    },
  };
}

function isDamaged(error: unknown): boolean {
  return isDamage(error) || (error instanceof OperatorError && isDamage(error.cause));
}
