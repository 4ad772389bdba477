import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type ManualClock, manualClock } from '../../../kernel/manual-clock.ts';
import { type Journal, type JournalOptions, openJournal } from '../index.ts';
import { signerOf } from '../key-file.ts';
import { madeEntry } from './made-journal.ts';

export const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
export const origin = 'acgs.test/journal';

/** A folder for the journals of one test, with a clock of its own. */
export interface JournalFolder {
  directory: string;
  clock: ManualClock;
  open(more?: Partial<JournalOptions>): Journal;
  /** Closes what was opened. */
  close(): Promise<void>;
  /** Forgets what was opened without closing it, as a crash would. */
  abandon(): void;
  /** Makes a journal of so many entries, signed and closed. */
  fill(size: number, more?: Partial<JournalOptions>): Promise<void>;
  file(name: string): string;
  filesLike(pattern: RegExp): string[];
  /** Changes the database behind the journal's back. */
  tamper(sql: string): void;
  remove(): Promise<void>;
}

export function createJournalFolder(): JournalFolder {
  const directory = mkdtempSync(join(tmpdir(), 'acgs-journal-'));
  const clock = manualClock();
  const opened: Journal[] = [];
  const file = (name: string) => join(directory, name);
  const open: JournalFolder['open'] = (more = {}) => {
    const journal = openJournal({ directory, clock, signer, origin, ...more });
    opened.push(journal);
    return journal;
  };
  const close = async () => {
    for (const journal of opened.splice(0)) await journal.close();
  };
  return {
    directory,
    clock,
    open,
    close,
    abandon() {
      opened.length = 0;
    },
    async fill(size, more) {
      open(more).appendBatch(Array.from({ length: size }, (_, number) => madeEntry(number)));
      await close();
    },
    file,
    filesLike: (pattern) => readdirSync(directory).filter((name) => pattern.test(name)),
    tamper(sql) {
      const database = new Database(file('journal.db'));
      database.exec(sql);
      database.close();
    },
    async remove() {
      await close();
      rmSync(directory, { recursive: true });
    },
  };
}
