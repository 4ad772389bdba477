import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ManualClock } from '../../kernel/manual-clock.ts';
import { fileAnchor } from './anchors/file-anchor.ts';
import { openJournalReader } from './index.ts';
import { createJournalFolder, type JournalFolder, origin } from './testing/journal-folder.ts';
import { madeEntry } from './testing/made-journal.ts';
import { makeFirstForm } from './testing/stored-tree.ts';

let folder: JournalFolder;
let directory: string;
let clock: ManualClock;
const open: JournalFolder['open'] = (more) => folder.open(more);
const close = () => folder.close();
const fill: JournalFolder['fill'] = (size, more) => folder.fill(size, more);
const file = (name: string) => folder.file(name);
const filesLike = (pattern: RegExp) => folder.filesLike(pattern);
const tamper = (sql: string) => folder.tamper(sql);

beforeEach(() => {
  folder = createJournalFolder();
  ({ directory, clock } = folder);
});

afterEach(() => folder.remove());

describe('a journal that cannot be gone on with', () => {
  it('because its file is damaged is moved aside, and its intact beginning kept', async () => {
    await fill(2000);
    const size = statSync(file('journal.db')).size;
    const bytes = readFileSync(file('journal.db'));
    bytes.fill(0xa5, Math.floor(size * 0.6));
    writeFileSync(file('journal.db'), bytes);
    const journal = open();
    const { recovery } = journal;
    expect(recovery).toMatchObject({ why: expect.stringContaining('damaged'), origin: `${origin}/2` });
    expect(recovery?.kept).toBeGreaterThan(500);
    expect(recovery?.lost).toBe(2000 - (recovery?.kept ?? 0));
    expect(journal.get(recovery?.kept ?? 0)).toMatchObject({
      kind: 'journal.recovered',
      subject: `${origin}/2`,
      summary: expect.stringContaining(`with its first ${recovery?.kept} entries`),
      data: { kept: recovery?.kept, lost: recovery?.lost, continues: false },
    });
    expect(journal.get((recovery?.kept ?? 1) - 1)).toMatchObject({
      index: (recovery?.kept ?? 1) - 1,
      actor: expect.stringMatching(/alice|bob/),
    });
    expect(readFileSync(file(recovery?.movedTo ?? ''))).toEqual(bytes);
    expect(filesLike(/^journal\.checkpoint\.damaged-/)).toHaveLength(1);
    journal.append(madeEntry(1));
    await journal.anchor();
    expect(await journal.verify()).toMatchObject({ verdict: 'intact', size: (recovery?.kept ?? 0) + 2 });
  });

  it('because it is no database any more starts again, and says so', async () => {
    await fill(5);
    writeFileSync(file('journal.db'), Buffer.alloc(8192, 7));
    const journal = open();
    expect(journal.recovery).toMatchObject({ kept: 0, lost: 5, origin: `${origin}/2` });
    expect(journal.get(0)).toMatchObject({ kind: 'journal.recovered' });
    await close();
    expect(open().recovery).toBeNull();
  });

  it('because its tail is torn keeps its name when nothing that was signed is lost', async () => {
    await fill(300);
    const torn = open();
    torn.appendBatch([madeEntry(300), madeEntry(301)]);
    await torn.list({}, { limit: 1 });
    tamper("UPDATE entry SET nodes = x'00' WHERE idx = 301; DELETE FROM checkpoint WHERE size > 300");
    folder.abandon();
    const journal = open();
    expect(journal.recovery).toMatchObject({ kept: 301, lost: 0, origin });
    expect(journal.get(301)).toMatchObject({ kind: 'journal.recovered', data: { continues: true } });
    expect(await journal.verify()).toMatchObject({ verdict: 'intact' });
  });

  it('because nodes of its tree are gone keeps its name and all its entries', async () => {
    await fill(300);
    tamper('DELETE FROM tree WHERE block = 1');
    const journal = open();
    expect(journal.recovery).toMatchObject({
      why: expect.stringContaining('its tree was damaged'),
      ...{ kept: 300, lost: 0, origin },
    });
    expect(await journal.verify()).toMatchObject({ verdict: 'intact', size: 301 });
  });

  it('because its file is damaged is recovered also from a file of the first form', async () => {
    await fill(2000);
    const database = new Database(file('journal.db'));
    makeFirstForm(database);
    database.exec('VACUUM');
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    const bytes = readFileSync(file('journal.db'));
    bytes.fill(0xa5, Math.floor(bytes.length * 0.6));
    writeFileSync(file('journal.db'), bytes);
    const { recovery } = open();
    expect(recovery?.kept).toBeGreaterThan(500);
    expect(recovery?.lost).toBe(2000 - (recovery?.kept ?? 0));
    expect(await openJournalReader({ directory, clock })?.verify()).toMatchObject({
      verdict: 'intact',
      size: (recovery?.kept ?? 0) + 1,
    });
  });

  it('because an older copy was put in its place does not pretend to continue', async () => {
    await fill(10);
    copyFileSync(file('journal.db'), file('copy'));
    await fill(5);
    copyFileSync(file('copy'), file('journal.db'));
    const reader = openJournalReader({ directory, clock });
    expect(await reader?.verify()).toMatchObject({ verdict: 'broken', firstBroken: 10, size: 10 });
    reader?.close();
    const journal = open();
    expect(journal.recovery).toMatchObject({
      why: 'its database was an older one, with 10 of 15 entries',
      kept: 10,
      lost: 5,
      origin: `${origin}/2`,
    });
    expect(existsSync(file(journal.recovery?.movedTo ?? ''))).toBe(true);
  });

  it('because it was deleted says so, again and again', async () => {
    for (const name of [origin, `${origin}/2`]) {
      await fill(4);
      rmSync(file('journal.db'));
      const journal = open();
      expect(journal.recovery).toMatchObject({ why: 'its database was missing', kept: 0, movedTo: null });
      expect(journal.recovery?.origin).not.toBe(name);
      await close();
    }
    expect(open().origin()).toBe(`${origin}/3`);
  });

  it('contradicts its anchor from then on', async () => {
    const anchors = [fileAnchor(file('anchor'), clock)];
    await fill(10, { anchors });
    rmSync(file('journal.db'));
    const journal = open({ anchors });
    expect(await journal.anchor()).toMatchObject([{ state: 'refused' }]);
    expect(await journal.verify({ anchors })).toMatchObject({
      verdict: 'broken',
      anchors: [{ state: 'contradicts' }],
    });
  });

  describe('when its recovery was interrupted', () => {
    let damaged: Buffer;
    let recovered: Buffer;

    /** What a recovery leaves just before it puts the new file in the old one's place. */
    const complete = () => {
      mkdirSync(file('journal.recovered'));
      writeFileSync(file('journal.recovered/journal.db'), recovered);
      writeFileSync(file('journal.recovered/plan.json'), '{"aside":"damaged-x","continues":false}');
    };

    beforeEach(async () => {
      await fill(10);
      damaged = readFileSync(file('journal.db')).subarray(0, 5000);
      writeFileSync(file('journal.db'), damaged);
      const head = readFileSync(file('journal.checkpoint'));
      open();
      await close();
      recovered = readFileSync(file('journal.db'));
      for (const name of readdirSync(directory)) rmSync(file(name), { recursive: true });
      writeFileSync(file('journal.db'), damaged);
      writeFileSync(file('journal.checkpoint'), head);
    });

    it.each<[string, () => void]>([
      ['while the new file was made', () => mkdirSync(file('journal.recovering'))],
      ['before the old file was moved', complete],
      [
        'after the old file was moved',
        () => {
          complete();
          renameSync(file('journal.db'), file('journal.db.damaged-x'));
        },
      ],
      [
        'after the new file was moved',
        () => {
          complete();
          renameSync(file('journal.db'), file('journal.db.damaged-x'));
          renameSync(file('journal.checkpoint'), file('journal.checkpoint.damaged-x'));
          renameSync(file('journal.recovered/journal.db'), file('journal.db'));
        },
      ],
    ])('%s, it is finished', async (_when, interrupt) => {
      interrupt();
      const journal = open();
      expect(journal.origin()).toBe(`${origin}/2`);
      expect((await journal.list({}, { limit: 9 })).items).toMatchObject([{ kind: 'journal.recovered' }]);
      expect(filesLike(/recover/)).toEqual([]);
      const [aside = '', ...more] = filesLike(/^journal\.db\.damaged-(?!.*-(wal|shm)$)/);
      expect(more).toEqual([]);
      expect(readFileSync(file(aside))).toEqual(damaged);
    });
  });
});
