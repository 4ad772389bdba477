import { generateKeyPairSync } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../kernel/manual-clock.ts';
import { fileAnchor } from './anchors/file-anchor.ts';
import { openCheckpoint } from './checkpoint.ts';
import { type Journal, type JournalOptions, openJournal, openJournalReader } from './index.ts';
import { signerOf } from './key-file.ts';
import { leafHashOfText } from './merkle.ts';
import { verifierKeysOf } from './note.ts';
import { verifyProof } from './proof.ts';
import { madeEntry } from './testing/made-journal.ts';
import { parseVerifierKey } from './verifier-key.ts';

const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const origin = 'acgs.test/journal';
let directory: string;
let clock: ManualClock;
const opened: Journal[] = [];

function open(more: Partial<JournalOptions> = {}): Journal {
  const journal = openJournal({ directory, clock, signer, origin, ...more });
  opened.push(journal);
  return journal;
}

async function close(): Promise<void> {
  for (const journal of opened.splice(0)) await journal.close();
}

/** A journal of so many entries, signed and closed. */
async function fill(size: number, more: Partial<JournalOptions> = {}): Promise<void> {
  open(more).appendBatch(Array.from({ length: size }, (_, number) => madeEntry(number)));
  await close();
}

const file = (name: string) => join(directory, name);
const filesLike = (pattern: RegExp) => readdirSync(directory).filter((name) => pattern.test(name));

function tamper(sql: string): void {
  const database = new Database(file('journal.db'));
  database.exec(sql);
  database.close();
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'acgs-journal-'));
  clock = manualClock();
});

afterEach(async () => {
  await close();
  rmSync(directory, { recursive: true });
});

describe('the journal', () => {
  it('gives back what was put in, newest first, with its hash', async () => {
    const journal = open();
    const appended = journal.append(madeEntry(0));
    journal.appendBatch([madeEntry(1), madeEntry(2)]);
    expect(appended).toMatchObject({ index: 0 });
    const { items, total } = await journal.list({}, { limit: 2 });
    expect(total).toBe(3);
    expect(items.map(({ index, summary }) => [index, summary])).toEqual([
      [2, madeEntry(2).summary],
      [1, madeEntry(1).summary],
    ]);
    expect(await journal.list({}, { limit: 2, before: 1 })).toMatchObject({
      items: [{ index: 0 }],
      total: 3,
    });
    expect(journal.get(0)).toMatchObject({
      ...madeEntry(0),
      at: '2025-06-27T09:00:00.000Z',
      leafHash: Buffer.from(appended.leafHash).toString('hex'),
    });
    expect(journal.get(3)).toBeUndefined();
    expect(journal.get(-1)).toBeUndefined();
  });

  it('finds what was journaled a moment ago', async () => {
    const journal = open();
    journal.appendBatch([madeEntry(0), madeEntry(1)]);
    expect(await journal.list({ text: 'integrity act' }, { limit: 9 })).toMatchObject({
      total: 1,
      items: [{ index: 1 }],
    });
    expect(await journal.list({ actor: 'alice' }, { limit: 9 })).toMatchObject({
      total: 1,
      items: [{ index: 0 }],
    });
  });

  it('is there when it is opened again, readable by its owner only', async () => {
    await fill(3);
    expect(open().size()).toBe(3);
    expect(statSync(file('journal.db')).mode & 0o777).toBe(0o600);
  });

  it('writes nothing when it is kept in memory', async () => {
    const journal = open({ directory: ':memory:' });
    journal.append(madeEntry(0));
    expect(await journal.verify()).toMatchObject({ size: 1, verdict: 'intact' });
    expect(await journal.list({ text: 'act' }, { limit: 1 })).toMatchObject({ total: 1 });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('proves an entry to whoever has its key', async () => {
    await fill(10);
    const journal = open();
    const keys = verifierKeysOf(origin, signer).map(parseVerifierKey);
    const leaf = new Database(file('journal.db'), { readonly: true })
      .prepare<[], string>('SELECT data FROM entry WHERE idx = 7')
      .pluck()
      .get();
    expect(verifyProof(journal.prove(7), leafHashOfText(leaf ?? ''), keys)).toMatchObject({
      size: 10,
      origin,
    });
    journal.append(madeEntry(10));
    expect(() => journal.prove(10)).toThrow('not covered by a signed checkpoint yet');
    expect(() => journal.prove(11)).toThrow('There is no entry 11: the journal has entries 0 to 10');
  });
});

describe('signing', () => {
  const signedSize = () => openCheckpoint(readFileSync(file('journal.checkpoint')), keys).size;
  const keys = verifierKeysOf(origin, signer).map(parseVerifierKey);

  /** Files are written by the system's threads: a turn of the event loop is not enough. */
  async function until<T>(look: () => T, expected: T): Promise<void> {
    await expect.poll(look).toBe(expected);
  }

  it('follows a second after an entry, for all that came meanwhile', async () => {
    const journal = open();
    journal.append(madeEntry(0));
    await clock.advance(900);
    journal.append(madeEntry(1));
    expect(existsSync(file('journal.checkpoint'))).toBe(false);
    await clock.advance(100);
    await until(() => existsSync(file('journal.checkpoint')) && signedSize(), 2);
    journal.append(madeEntry(2));
    await clock.advance(1000);
    await until(signedSize, 3);
    expect(clock.pending()).toBeLessThanOrEqual(1);
  });

  it('is written to anchors at once, and then every minute', async () => {
    const anchors = [fileAnchor(file('anchor'), clock)];
    const journal = open({ anchors });
    const anchored = () =>
      existsSync(file('anchor')) ? openCheckpoint(readFileSync(file('anchor')), keys).size : 0;
    journal.append(madeEntry(0));
    await clock.advance(1000);
    await until(anchored, 1);
    journal.append(madeEntry(1));
    await clock.advance(1000);
    await until(signedSize, 2);
    expect(anchored()).toBe(1);
    await clock.advance(60_000);
    await until(anchored, 2);
  });

  it('can be asked for, and says what came of it', async () => {
    const journal = open({
      anchors: [fileAnchor(file('anchor'), clock), fileAnchor('/dev/null/anchor', clock)],
    });
    expect(await journal.anchor()).toEqual([]);
    journal.append(madeEntry(0));
    expect(await journal.anchor()).toMatchObject([
      { name: `file:${file('anchor')}`, state: 'written', problem: null },
      { name: 'file:/dev/null/anchor', state: 'failed', problem: expect.stringContaining('ENOTDIR') },
    ]);
  });

  it('is done when it is closed, also for what a crash left unsigned', async () => {
    await fill(2);
    tamper('DELETE FROM checkpoint');
    rmSync(file('journal.checkpoint'));
    open();
    await close();
    expect(signedSize()).toBe(2);
  });

  it('with another key is journaled', async () => {
    await fill(2);
    const journal = open({ signer: signerOf(generateKeyPairSync('ed25519').privateKey) });
    expect(journal.get(2)).toMatchObject({ kind: 'journal.key-changed' });
    await journal.anchor();
    expect(await journal.verify()).toMatchObject({ verdict: 'intact', size: 3 });
    expect(journal.verifierKeys()).toHaveLength(4);
  });
});

describe('a journal in several hands', () => {
  it('is one, whoever adds to it and whoever reads', async () => {
    const [a, b] = [open(), open()];
    for (let number = 0; number < 20; number += 1) (number % 3 === 0 ? a : b).append(madeEntry(number));
    await Promise.all([a.anchor(), b.anchor()]);
    const reader = openJournalReader({ directory, clock });
    expect(await reader?.verify()).toMatchObject({ verdict: 'intact', size: 20 });
    reader?.close();
    expect((await a.list({ text: 'act' }, { limit: 1 })).total).toBe(20);
  });
});

describe('a reader', () => {
  it('finds no journal where there is none, and makes none', () => {
    expect(openJournalReader({ directory, clock })).toBeUndefined();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('takes no notice of a file whose writer did not come to its first table', () => {
    new Database(file('journal.db')).close();
    expect(openJournalReader({ directory, clock })).toBeUndefined();
  });

  it('refuses a journal of a newer version, and so does a writer', async () => {
    await fill(1);
    tamper('PRAGMA user_version = 99');
    expect(() => openJournalReader({ directory, clock })).toThrow(/newer version \(schema 99/);
    expect(() => open()).toThrow(/newer version \(schema 99/);
  });

  it('shows an entry that is damaged as damaged, among the others', async () => {
    await fill(3);
    tamper('UPDATE entry SET data = substr(data, 5) WHERE idx = 1');
    const reader = openJournalReader({ directory, clock });
    expect((await reader?.list({}, { limit: 9 }))?.items.map(({ kind }) => kind)).toEqual([
      'cluster.restart',
      'journal.damaged',
      'cluster.restart',
    ]);
    reader?.close();
  });

  it('of a file that is no database says so', async () => {
    writeFileSync(
      file('journal.db'),
      'not a database, and long enough to have a header of its own. '.repeat(3),
    );
    expect(() => openJournalReader({ directory, clock })).toThrow("The journal's database is damaged");
  });
});

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
    open().appendBatch([madeEntry(300), madeEntry(301)]);
    await opened[0]?.list({}, { limit: 1 });
    tamper("UPDATE entry SET nodes = x'00' WHERE idx = 301; DELETE FROM checkpoint WHERE size > 300");
    opened.length = 0;
    const journal = open();
    expect(journal.recovery).toMatchObject({ kept: 301, lost: 0, origin });
    expect(journal.get(301)).toMatchObject({ kind: 'journal.recovered', data: { continues: true } });
    expect(await journal.verify()).toMatchObject({ verdict: 'intact' });
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

describe('a data folder that is not what it should be', () => {
  it('because it is a file is refused in one sentence', () => {
    writeFileSync(file('taken'), '');
    expect(() => open({ directory: file('taken') })).toThrow(/^The .*: the journal cannot be opened$/);
  });
});
