import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openJournal } from '../store/journal/index.ts';
import {
  createJournalFolder,
  type JournalFolder,
  origin,
  signer,
} from '../store/journal/testing/journal-folder.ts';
import { madeEntry } from '../store/journal/testing/made-journal.ts';
import { createJournalFile, type JournalFile } from './journal-file.ts';

let folder: JournalFolder;
let file: JournalFile;

beforeEach(() => {
  folder = createJournalFolder();
});
afterEach(async () => {
  await file.close();
  await folder.remove();
});

const SUFFIXES = ['', '-wal', '-shm'];

it('adds once more what went into a file that another process moved aside at the same moment', async () => {
  await folder.fill(3);
  const { directory, clock } = folder;
  const path = (name: string, suffix: string) => join(directory, `${name}${suffix}`);
  const [db, copy] = ['journal.db', 'copy.db'];
  for (const suffix of SUFFIXES) {
    if (existsSync(path(db, suffix))) copyFileSync(path(db, suffix), path(copy, suffix));
  }
  let moved = false;
  file = createJournalFile({
    directory,
    clock,
    open() {
      const journal = openJournal({ directory, clock, signer, origin });
      if (moved) return journal;
      return {
        ...journal,
        appendBatch(entries) {
          const appended = journal.appendBatch(entries);
          for (const suffix of SUFFIXES) {
            if (existsSync(path(db, suffix)))
              renameSync(path(db, suffix), path('journal.db.damaged-1', suffix));
            if (existsSync(path(copy, suffix))) renameSync(path(copy, suffix), path(db, suffix));
          }
          moved = true;
          return appended;
        },
      };
    },
  });
  expect(file.append([madeEntry(3)])).toMatchObject([{ index: 3 }]);
  expect(moved).toBe(true);
  expect(file.read((reader) => reader.get(3))?.summary).toBe(madeEntry(3).summary);
  expect(file.read((reader) => reader.size())).toBe(4);
});
